// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

/**
 * A topic to be.
 *
 * @param readQueues of each broker
 * @param writeQueues of each broker
 */
public record TopicSpec(String name, int readQueues, int writeQueues) {

    public TopicSpec {
        if (name == null || name.isBlank() || readQueues < 0 || writeQueues < 0) {
            throw new IllegalArgumentException("a topic has a name, and numbers of queues that are not negative: '"
                    + name + "', " + readQueues + ", " + writeQueues);
        }
    }

    /** So many queues on each broker. */
    public static TopicSpec of(String name, int queues) {
        return new TopicSpec(name, queues, queues);
    }
}
