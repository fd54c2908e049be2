// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import org.portagemq.client.config.Overflow;

/** How a producer was set up. */
record ProducerOptions(String group, Duration sendTimeout, int messageBytes, Overflow overflow) {}
