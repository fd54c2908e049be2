// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import org.portagemq.core.api.Delivery;

/**
 * A message that was handed out for a time.
 *
 * @param queue its queue
 * @param delivery as the broker has delivered it
 */
record Popped(int queue, Delivery delivery) {}
