// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.qpid.proton.amqp.Symbol;

/**
 * Where a link begins or ends. {@link NodeAddress} tells how it is written.
 *
 * @param topic to publish to; empty for the default one, whose keys are names of queues
 * @param key the routing key, or the queue's name
 * @param mayBeMade whether a queue of the name is made when there is none
 * @param quiet whether a message that nobody wants is taken all the same, as who publishes to a topic expects
 * @param bySubject whether a message's subject is its key
 */
record Node(String topic, String key, boolean mayBeMade, boolean quiet, boolean bySubject) {

    static final Symbol TOPIC = Symbol.valueOf("topic");

    /** The topic of plain names. */
    static final String TOPICS = "amq.topic";

    static Node queue(String name, boolean mayBeMade) {
        return new Node("", name, mayBeMade, false, false);
    }

    /** A key of {@link #TOPICS}. */
    static Node plainTopic(String key) {
        return topic(TOPICS, key, true);
    }

    static Node topic(String name, String key, boolean quiet) {
        return new Node(name, key, false, quiet, false);
    }

    /** @param topic empty for the queue that a message's subject names */
    static Node bySubject(String topic) {
        return new Node(topic, "", false, false, true);
    }

    boolean isQueue() {
        return topic.isEmpty();
    }

    /** Whether it depends on the message which queue it is. */
    boolean isAnyQueue() {
        return isQueue() && bySubject;
    }

    /**
     * Where a message goes whose key this is.
     *
     * @param subject null where it has none
     */
    Node of(String subject) {
        return new Node(topic, subject == null ? "" : subject, mayBeMade, quiet, false);
    }

    /** The address of a topic with a routing key. */
    static String address(String topic, String key) {
        return topic.isEmpty()
                ? NodeAddress.QUEUES + encoded(key)
                : NodeAddress.EXCHANGES + encoded(topic) + "/" + encoded(key);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static boolean has(Symbol[] capabilities, String name) {
        return capabilities != null && Arrays.asList(capabilities).contains(Symbol.valueOf(name));
    }
}
