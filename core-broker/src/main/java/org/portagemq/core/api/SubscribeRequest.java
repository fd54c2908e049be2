// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * How a subscription consumes.
 *
 * @param exclusive whether no other subscription may consume from the group meanwhile
 * @param autoAck whether messages are done with as soon as they are handed out
 * @param credit the number of messages that may be pushed at first
 * @param priority consumers with a higher one get messages as long as they can take them
 */
public record SubscribeRequest(String group, boolean exclusive, boolean autoAck, int credit, int priority) {

    /** A subscription of the usual priority. */
    public SubscribeRequest(String group, boolean exclusive, boolean autoAck, int credit) {
        this(group, exclusive, autoAck, credit, 0);
    }
}
