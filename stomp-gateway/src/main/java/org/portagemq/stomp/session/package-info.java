// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** One connection of a STOMP client, without a network: frames in, calls of the broker, frames out. */
package org.portagemq.stomp.session;
