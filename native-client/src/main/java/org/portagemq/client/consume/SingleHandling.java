// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.List;
import java.util.Optional;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a listener with one message at a time. */
final class SingleHandling extends Handling {

    private static final Logger LOG = LoggerFactory.getLogger(SingleHandling.class);

    private final MessageListener listener;

    SingleHandling(MessageListener listener, Interceptors interceptors, String group) {
        super(interceptors, group);
        this.listener = listener;
    }

    @Override
    List<ConsumeResult> handle(List<Work> lot) {
        return List.of(handle(lot.get(0)));
    }

    private ConsumeResult handle(Work work) {
        Operation operation = new Operation(group());
        ReceivedMessage message = work.message();
        ConsumeResult result;
        Throwable failure = null;
        try {
            ReceivedMessage shown = interceptors().beforeProcess(operation, message);
            message = shown;
            ConsumeResult said = listening(() -> listener.onMessage(shown, work));
            result = said == null ? ConsumeResult.retry() : said;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failure = interrupted;
            result = ConsumeResult.retry();
        } catch (Exception failed) {
            LOG.warn("the listener of group '{}' has failed at message {}", group(), message.messageId(), failed);
            failure = failed;
            result = ConsumeResult.retry();
        }
        interceptors().afterProcess(operation, message, result, Optional.ofNullable(failure));
        return result;
    }
}
