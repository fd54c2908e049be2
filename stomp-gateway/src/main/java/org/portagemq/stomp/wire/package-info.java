// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** STOMP on the wire: frames, escapes, versions. Knows no broker and no connection. */
package org.portagemq.stomp.wire;
