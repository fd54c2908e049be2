// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Messages of STOMP: how they are kept, what they say, and the names of the places where they go. */
package org.portagemq.stomp.message;
