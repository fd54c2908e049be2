// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Connections to brokers and name servers, and what all calls share. For the client itself, not for applications. */
package org.portagemq.client.remote;
