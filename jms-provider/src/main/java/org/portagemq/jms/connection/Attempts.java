// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.portagemq.client.session.LinkClient;
import org.portagemq.jms.options.ReconnectOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One row of attempts to connect: each waits longer than the one before. Belongs to one thread, but for {@link #stop}. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** So often is said that it does not succeed. */
    private static final int NOTED = 10;

    private final ReconnectOptions options;
    private final boolean atStart;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int made;

    private Attempts(ReconnectOptions options, boolean atStart) {
        this.options = options;
        this.atStart = atStart;
    }

    /** For a connection that was not there yet: the first attempt is not delayed. */
    static Attempts first(ReconnectOptions options) {
        return new Attempts(options, true);
    }

    /** For a connection that was lost. */
    static Attempts again(ReconnectOptions options) {
        return new Attempts(options, false);
    }

    /** Ends it soon, with a failure. */
    void stop() {
        stopped.countDown();
    }

    /**
     * The next link.
     *
     * @throws JMSException when it must not be tried any more: that of the last attempt
     */
    LinkClient next(Dialer dialer, Supplier<String> clientId, LinkClient.Listener listener) throws JMSException {
        if (atStart && made == 0) {
            try {
                return dialer.dial(clientId.get(), listener);
            } catch (JMSException failed) {
                requireAnother(failed);
            }
        }
        while (true) {
            pause(options.delayMs(made++));
            try {
                return dialer.dial(clientId.get(), listener);
            } catch (JMSException failed) {
                requireAnother(failed);
            }
        }
    }

    /** Throws the failure of the attempt before when there must not be another one. */
    void requireAnother(JMSException failed) throws JMSException {
        boolean allowed = atStart ? options.allowsAtStart(made) : options.allows(made);
        // A user whom the broker does not know will not be known the next time.
        if (!allowed || failed instanceof JMSSecurityException) {
            throw failed;
        }
        if (made > 0 && made % NOTED == 0) {
            LOG.warn("no connection after {} attempts: {}", made, failed.getMessage());
        }
    }

    private void pause(long ms) throws JMSException {
        try {
            if (stopped.await(ms, TimeUnit.MILLISECONDS)) {
                throw new JMSException("the connection is closed", "CLOSED");
            }
        } catch (InterruptedException interrupted) {
            throw Waiting.interrupted(interrupted);
        }
    }
}
