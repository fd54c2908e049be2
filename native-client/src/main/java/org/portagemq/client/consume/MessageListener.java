// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;

/** Is called with each message. An exception, and null, count as {@link ConsumeResult#retry()}. May block. */
@FunctionalInterface
public interface MessageListener {
    ConsumeResult onMessage(ReceivedMessage message, ConsumeContext context) throws Exception;
}
