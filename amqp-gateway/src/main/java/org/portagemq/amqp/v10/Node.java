// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.qpid.proton.amqp.Symbol;

/**
 * Where a link begins or ends.
 *
 * <pre>
 *  /queues/NAME               the queue, which has to exist
 *  /exchanges/NAME[/KEY]      a topic of any name, with a routing key
 *  NAME with capability topic the topic amq.topic, with the name as routing key
 *  NAME                       the queue, which may be made
 * </pre>
 *
 * Parts behind a slash are percent-encoded.
 *
 * @param topic to publish to; empty for the default one, whose keys are names of queues
 * @param key the routing key, or the queue's name
 * @param mayBeMade whether a queue of the name is made when there is none
 * @param quiet whether a message that nobody wants is taken all the same, as who publishes to a topic expects
 */
record Node(String topic, String key, boolean mayBeMade, boolean quiet) {

    Node(String topic, String key, boolean mayBeMade) {
        this(topic, key, mayBeMade, false);
    }

    static final Symbol TOPIC = Symbol.valueOf("topic");

    /** The topic of plain names. */
    static final String TOPICS = "amq.topic";

    private static final String QUEUES = "/queues/";
    private static final String EXCHANGES = "/exchanges/";

    static Node queue(String name, boolean mayBeMade) {
        return new Node("", name, mayBeMade);
    }

    boolean isQueue() {
        return topic.isEmpty();
    }

    static Node parse(String address, Symbol[] capabilities) {
        Node node = parse(address, has(capabilities, TOPIC.toString()) || has(capabilities, "temporary-topic"));
        return has(capabilities, "temporary-queue") ? new Node(node.topic(), node.key(), false) : node;
    }

    static Node parse(String address, boolean topic) {
        if (address.startsWith(QUEUES)) {
            return queue(name(address, address.substring(QUEUES.length())), false);
        }
        if (address.startsWith(EXCHANGES)) {
            return exchange(address, address.substring(EXCHANGES.length()), topic);
        }
        if (address.isEmpty() || address.startsWith("/") || address.startsWith("$")) {
            throw unknown(address);
        }
        return topic ? new Node(TOPICS, address, false, true) : queue(address, true);
    }

    private static Node exchange(String address, String rest, boolean quiet) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return new Node(name(address, rest), "", false, quiet);
        }
        return new Node(
                name(address, rest.substring(0, slash)), decoded(address, rest.substring(slash + 1)), false, quiet);
    }

    private static String name(String address, String encoded) {
        String name = decoded(address, encoded);
        if (name.isEmpty()) {
            throw unknown(address);
        }
        return name;
    }

    private static String decoded(String address, String encoded) {
        if (encoded.indexOf('/') >= 0) {
            throw unknown(address);
        }
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw unknown(address);
        }
    }

    /** The address of a topic with a routing key. */
    static String address(String topic, String key) {
        return topic.isEmpty() ? QUEUES + encoded(key) : EXCHANGES + encoded(topic) + "/" + encoded(key);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Refusal unknown(String address) {
        return new Refusal(
                Conditions.INVALID_FIELD,
                "the address '" + address + "' is neither a plain name nor /queues/NAME nor /exchanges/NAME/KEY");
    }

    static boolean has(Symbol[] capabilities, String name) {
        return capabilities != null && Arrays.asList(capabilities).contains(Symbol.valueOf(name));
    }
}
