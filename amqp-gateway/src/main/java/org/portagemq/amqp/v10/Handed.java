// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.portagemq.core.api.Payload;

/**
 * What is remembered of a message while the peer has it.
 *
 * @param offset its place in its group
 * @param note the annotations that receivers have given it so far, as in {@link Notes10}
 */
record Handed(long offset, Payload note) {}
