// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** When messages that were delivered are done with. */
enum AckMode {
    AUTO(Session.AUTO_ACKNOWLEDGE),
    CLIENT(Session.CLIENT_ACKNOWLEDGE),
    DUPS_OK(Session.DUPS_OK_ACKNOWLEDGE),
    TRANSACTED(Session.SESSION_TRANSACTED),
    /** Before they are delivered, as clients of Artemis and Qpid know it. */
    PRE(100),
    /** Each by itself, as they and ActiveMQ know it. */
    INDIVIDUAL(101);

    private final int number;

    AckMode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static AckMode of(int number) throws JMSException {
        for (AckMode mode : values()) {
            if (mode.number == number) {
                return mode;
            }
        }
        throw new JMSException("there is no acknowledge mode " + number, "INVALID");
    }

    /** Whether messages wait for a word of the application. */
    boolean waits() {
        return this == CLIENT || this == TRANSACTED || this == INDIVIDUAL;
    }
}
