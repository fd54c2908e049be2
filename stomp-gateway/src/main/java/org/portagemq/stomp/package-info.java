// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** The STOMP gateway: versions 1.0, 1.1 and 1.2, over TCP and WebSocket. */
package org.portagemq.stomp;
