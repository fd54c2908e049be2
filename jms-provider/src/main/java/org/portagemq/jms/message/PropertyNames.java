// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.JMSException;
import java.util.Set;

/** Names of properties. */
public final class PropertyNames {

    static final String DELIVERY_COUNT = "JMSXDeliveryCount";
    static final String GROUP_ID = "JMSXGroupID";
    static final String GROUP_SEQUENCE = "JMSXGroupSeq";
    static final String USER_ID = "JMSXUserID";
    static final String APPLICATION_ID = "JMSXAppID";

    /** A delay of delivery in ms, as applications of ActiveMQ say it. */
    public static final String SCHEDULED_DELAY = "AMQ_SCHEDULED_DELAY";

    /** A time of delivery, epoch ms, as those of Artemis say it. */
    public static final String SCHEDULED_AT = "_AMQ_SCHED_DELIVERY";

    /** That a message is to be delivered again and again. */
    public static final Set<String> REPETITION =
            Set.of("AMQ_SCHEDULED_CRON", "AMQ_SCHEDULED_PERIOD", "AMQ_SCHEDULED_REPEAT");

    /** What the broker alone says: to set one changes nothing, so that applications may copy all properties of a message. */
    static final Set<String> OF_BROKER = Set.of(DELIVERY_COUNT, USER_ID);

    /** In capitals only: a selector could not name them otherwise either, but applications are known that do so. */
    private static final Set<String> RESERVED =
            Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");

    private PropertyNames() {}

    /** Refuses what cannot be named in a selector. */
    static void check(String name, boolean strict) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a property has a name");
        }
        if (strict && (!isIdentifier(name) || RESERVED.contains(name))) {
            throw new JMSException(
                    "'" + name + "' is not a name that selectors could use; names of properties are Java identifiers"
                            + " (jms.validatePropertyNames=false allows others)",
                    "NAME");
        }
    }

    private static boolean isIdentifier(String name) {
        if (!Character.isJavaIdentifierStart(name.charAt(0))) {
            return false;
        }
        return name.chars().skip(1).allMatch(Character::isJavaIdentifierPart);
    }
}
