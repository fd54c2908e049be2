// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.apache.qpid.proton.amqp.Symbol;

/**
 * An address of a source, of a target, or of a message, and the node that it names.
 *
 * <pre>
 *  /queues/NAME                  the queue, which has to exist
 *  /exchanges/NAME[/KEY]         a topic of any name, with a routing key
 *
 *  /queue/NAME                   as RabbitMQ 3 has them: the queue, which may be made
 *  /amq/queue/NAME               the queue, which has to exist
 *  /queue                        the queue that is the message's subject
 *  /exchange/NAME/KEY            a topic of any name, with a routing key
 *  /exchange/NAME                the same; the message's subject is the key
 *  /topic/KEY                    the topic amq.topic, with a routing key
 *
 *  topic://NAME, queue://NAME    as ActiveMQ Classic has them: NAME with or without the capability topic
 *  NAME with capability topic    the topic amq.topic, with the name as routing key
 *  NAME                          the queue, which may be made
 * </pre>
 *
 * Parts behind a slash are percent-encoded.
 *
 * @param topic whether who uses it says that it is one
 */
record NodeAddress(String address, boolean topic) {

    static final String QUEUES = "/queues/";
    static final String EXCHANGES = "/exchanges/";

    /** By what an address begins with, to its second slash. */
    private static final Map<String, Function<NodeAddress, Node>> FORMS = Map.of(
            "/queues", at -> Node.queue(at.name(at.rest(QUEUES)), false),
            "/exchanges", at -> at.exchange(at.rest(EXCHANGES)),
            "/queue",
                    at -> at.address.equals("/queue")
                            ? Node.bySubject("")
                            : Node.queue(at.name(at.rest("/queue/")), true),
            "/amq", at -> Node.queue(at.name(at.rest("/amq/queue/")), false),
            "/exchange", at -> at.exchangeOrSubject(at.rest("/exchange/")),
            "/topic", at -> Node.plainTopic(at.name(at.rest("/topic/"))));

    /** What a target, or a message on a link without one, is sent to. */
    static Node parse(String address, Symbol[] capabilities) {
        Node node = parse(address, isTopic(capabilities));
        boolean temporary = node.isQueue() && Node.has(capabilities, "temporary-queue");
        return temporary ? Node.queue(node.key(), false) : node;
    }

    /** What a source is read from: never what only a message tells. */
    static Node source(String address, Symbol[] capabilities) {
        Node node = parse(address, capabilities);
        if (node.isAnyQueue()) {
            throw new NodeAddress(address, false).unknown();
        }
        return node;
    }

    static Node parse(String address, boolean topic) {
        if (address.startsWith("/")) {
            return new NodeAddress(address, topic).form();
        }
        if (address.startsWith("topic://")) {
            return plain(address.substring("topic://".length()), true);
        }
        if (address.startsWith("queue://")) {
            return plain(address.substring("queue://".length()), false);
        }
        return plain(address, topic);
    }

    private static boolean isTopic(Symbol[] capabilities) {
        return Node.has(capabilities, Node.TOPIC.toString()) || Node.has(capabilities, "temporary-topic");
    }

    private static Node plain(String name, boolean topic) {
        if (name.isEmpty() || name.startsWith("$")) {
            throw new NodeAddress(name, topic).unknown();
        }
        return topic ? Node.plainTopic(name) : Node.queue(name, true);
    }

    private Node form() {
        int slash = address.indexOf('/', 1);
        Function<NodeAddress, Node> form = FORMS.get(slash < 0 ? address : address.substring(0, slash));
        if (form == null) {
            throw unknown();
        }
        return form.apply(this);
    }

    private String rest(String start) {
        if (!address.startsWith(start)) {
            throw unknown();
        }
        return address.substring(start.length());
    }

    private Node exchange(String rest) {
        int slash = rest.indexOf('/');
        return slash < 0
                ? Node.topic(name(rest), "", topic)
                : Node.topic(name(rest.substring(0, slash)), decoded(rest.substring(slash + 1)), topic);
    }

    private Node exchangeOrSubject(String rest) {
        return rest.indexOf('/') < 0 ? Node.bySubject(name(rest)) : exchange(rest);
    }

    private String name(String encoded) {
        String name = decoded(encoded);
        if (name.isEmpty()) {
            throw unknown();
        }
        return name;
    }

    private String decoded(String encoded) {
        if (encoded.indexOf('/') >= 0) {
            throw unknown();
        }
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw unknown();
        }
    }

    private Refusal unknown() {
        return new Refusal(
                Conditions.INVALID_FIELD,
                "the address '" + address + "' is neither a plain name nor one of /queues/NAME, /exchanges/NAME/KEY,"
                        + " /queue/NAME, /amq/queue/NAME, /exchange/NAME/KEY and /topic/KEY");
    }
}
