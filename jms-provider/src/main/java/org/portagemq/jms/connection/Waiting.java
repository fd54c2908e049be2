// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.portagemq.client.session.LinkException;
import org.portagemq.client.session.SessionEvent;

/** Waits for answers of the broker, and tells failures as the exceptions of the specification. Pure functions. */
final class Waiting {

    private Waiting() {}

    /**
     * Waits for an answer. One that does not come in time is not waited for any more.
     *
     * @param timeoutMs negative for as long as it takes
     */
    static SessionEvent.Answer await(CompletableFuture<SessionEvent.Answer> answer, long timeoutMs)
            throws JMSException {
        try {
            return timeoutMs < 0 ? answer.get() : answer.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } catch (TimeoutException late) {
            answer.cancel(false);
            throw Exceptions.caused(
                    new JMSException("no answer of the broker within " + timeoutMs + " ms", "TIMEOUT"), late);
        } catch (ExecutionException failed) {
            throw exception(failed.getCause());
        }
    }

    static JMSException exception(Throwable cause) {
        if (cause instanceof LinkException refused) {
            return Exceptions.of(refused.failure(), cause);
        }
        return Exceptions.caused(new JMSException("the request failed: " + cause, "FAILED"), cause);
    }

    static JMSException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return Exceptions.caused(new JMSException("the thread was interrupted while it waited", "INTERRUPTED"), cause);
    }
}
