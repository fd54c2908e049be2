// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** AMQP on one port: {@link org.portagemq.amqp.ProtocolDetector} tells versions apart by their header. */
package org.portagemq.amqp;
