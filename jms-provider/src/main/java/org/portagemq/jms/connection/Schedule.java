// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import org.portagemq.jms.message.PortageMessage;
import org.portagemq.jms.message.PropertyNames;

/** Properties by which applications of ActiveMQ and Artemis say when a message is to be delivered. Pure functions. */
final class Schedule {

    private Schedule() {}

    /**
     * How long delivery is delayed, ms: as the message says, or else as the producer does.
     *
     * @throws JMSException when the message asks for repetition
     */
    static long delayMs(PortageMessage message, long usualMs) throws JMSException {
        if (!message.hasProperties()) {
            return usualMs;
        }
        for (String name : PropertyNames.REPETITION) {
            if (message.propertyExists(name)) {
                throw new JMSException(
                        "messages are not sent again and again: the property " + name + " is not supported",
                        "NOT_SUPPORTED");
            }
        }
        if (message.propertyExists(PropertyNames.SCHEDULED_DELAY)) {
            return Math.max(0, message.getLongProperty(PropertyNames.SCHEDULED_DELAY));
        }
        if (message.propertyExists(PropertyNames.SCHEDULED_AT)) {
            return Math.max(0, message.getLongProperty(PropertyNames.SCHEDULED_AT) - System.currentTimeMillis());
        }
        return usualMs;
    }
}
