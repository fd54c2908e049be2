// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

import org.portagemq.client.message.Message;
import org.portagemq.client.message.SendResult;

/**
 * Stands between an application and the broker when messages are sent. Interceptors are called in the order in which they were
 * given to the client, and in the reverse order afterwards.
 */
public interface ProducerInterceptor {

    /**
     * Before a message is sent, on the caller's thread.
     *
     * @return the message, or another one in its place
     * @throws RuntimeException so that it is not sent; the caller gets an {@link
     *     org.portagemq.client.error.InterceptorVetoException}
     */
    default Message beforeSend(Operation operation, Message message) {
        return message;
    }

    /** When it is known what became of it. What is thrown here is logged, and changes nothing. */
    default void afterSend(Operation operation, Message message, SendResult result) {}
}
