// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Consumers of messages: those that ask for them, and those that are called with them. */
package org.portagemq.client.consume;
