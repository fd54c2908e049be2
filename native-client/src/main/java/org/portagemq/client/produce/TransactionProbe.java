// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import org.portagemq.client.message.ReceivedMessage;

/**
 * What a broker asks about.
 *
 * @param message the first time it asks {@code attempt} is 1
 * @param age since the message was sent
 */
public record TransactionProbe(ReceivedMessage message, int attempt, Duration age) {}
