// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.Optional;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener of an application, with all interceptors around it. */
final class Handling {

    private static final Logger LOG = LoggerFactory.getLogger(Handling.class);

    /** Whether this thread is in a listener. */
    private static final ThreadLocal<Boolean> LISTENING = ThreadLocal.withInitial(() -> false);

    private final MessageListener listener;
    private final Interceptors interceptors;
    private final String group;

    Handling(MessageListener listener, Interceptors interceptors, String group) {
        this.listener = listener;
        this.interceptors = interceptors;
        this.group = group;
    }

    static boolean isListening() {
        return LISTENING.get();
    }

    /** What the listener says, or retry when it has failed. */
    ConsumeResult handle(Work work) {
        Operation operation = new Operation(group);
        ReceivedMessage message = work.message();
        ConsumeResult result;
        Throwable failure = null;
        try {
            message = interceptors.beforeProcess(operation, message);
            LISTENING.set(true);
            ConsumeResult said = listener.onMessage(message, work);
            result = said == null ? ConsumeResult.retry() : said;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failure = interrupted;
            result = ConsumeResult.retry();
        } catch (Exception failed) {
            LOG.warn("the listener of group '{}' has failed at message {}", group, message.messageId(), failed);
            failure = failed;
            result = ConsumeResult.retry();
        } finally {
            LISTENING.remove();
        }
        interceptors.afterProcess(operation, message, result, Optional.ofNullable(failure));
        return result;
    }

    void settled(Work work, ConsumeResult result) {
        interceptors.onSettled(new Operation(group), work.message(), result);
    }
}
