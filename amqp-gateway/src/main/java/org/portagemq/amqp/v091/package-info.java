// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/**
 * AMQP 0-9-1 with RabbitMQ's usual extensions, as a network-free engine: bytes in, bytes out, time in. {@link
 * org.portagemq.amqp.v091.Connection091} is its door; everything in it belongs to one thread, the connection's event loop.
 */
package org.portagemq.amqp.v091;
