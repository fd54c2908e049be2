// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

/**
 * One queue of a topic.
 *
 * @param broker the name of the broker that has it
 * @param id from 0
 */
public record QueueRef(String topic, String broker, int id) implements Comparable<QueueRef> {

    @Override
    public int compareTo(QueueRef other) {
        int byTopic = topic.compareTo(other.topic);
        int byBroker = byTopic != 0 ? byTopic : broker.compareTo(other.broker);
        return byBroker != 0 ? byBroker : Integer.compare(id, other.id);
    }

    @Override
    public String toString() {
        return topic + "/" + broker + "/" + id;
    }
}
