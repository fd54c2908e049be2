// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

import java.util.Optional;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.ReceivedMessage;

/**
 * Stands between a push consumer and its listener, and hears how messages of all consumers are settled. Called in the order in which
 * they were given to the client, and in the reverse order afterwards.
 */
public interface ConsumerInterceptor {

    /**
     * Before the listener, on its thread.
     *
     * @return the message, or what the listener gets in its place
     * @throws RuntimeException so that the listener is not called, and the message is tried again later
     */
    default ReceivedMessage beforeProcess(Operation operation, ReceivedMessage message) {
        return message;
    }

    /**
     * After the listener. What is thrown here is logged, and changes nothing.
     *
     * @param failure that the listener has thrown
     */
    default void afterProcess(
            Operation operation, ReceivedMessage message, ConsumeResult result, Optional<Throwable> failure) {}

    /** When the broker has been told what became of the message. What is thrown here is logged, and changes nothing. */
    default void onSettled(Operation operation, ReceivedMessage message, ConsumeResult result) {}
}
