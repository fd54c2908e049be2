// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What a client is told when it is made. */
package org.portagemq.client.config;
