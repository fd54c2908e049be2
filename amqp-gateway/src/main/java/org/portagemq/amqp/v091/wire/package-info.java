// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** The bytes of AMQP 0-9-1: frames, methods, field tables, content headers. Knows no broker and no connection. */
package org.portagemq.amqp.v091.wire;
