// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** AMQP 1.0: one connection without its network, the links on it, and the encoding of messages. */
package org.portagemq.amqp.v10;
