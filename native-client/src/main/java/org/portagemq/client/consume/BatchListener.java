// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.List;
import org.portagemq.client.message.ReceivedMessage;

/** Is called with several messages at once. An exception, and null, count as a retry of each. May block. */
@FunctionalInterface
public interface BatchListener {

    /** @param messages at least one; with {@link Order#BY_KEY} not two of one key */
    BatchResult onMessages(List<ReceivedMessage> messages, ConsumeContext context) throws Exception;
}
