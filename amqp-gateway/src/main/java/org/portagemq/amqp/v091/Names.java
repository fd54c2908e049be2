// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.security.SecureRandom;
import java.util.Base64;
import org.portagemq.core.api.BrokerException;

/** Names of exchanges and queues: which are the broker's own, how they are shown, how new ones are made. */
final class Names {

    static final String RESERVED_PREFIX = "amq.";
    static final String DEFAULT_EXCHANGE = "";
    static final String DIRECT_REPLY_TO = "amq.rabbitmq.reply-to";

    private static final String REPLY_QUEUE_PREFIX = DIRECT_REPLY_TO + ".";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String vhost;

    Names(String vhost) {
        this.vhost = vhost;
    }

    static boolean isReserved(String name) {
        return name.startsWith(RESERVED_PREFIX);
    }

    /** Line ends in a name are dropped, as clients of RabbitMQ are used to. */
    static String clean(String name) {
        return name.indexOf('\r') < 0 && name.indexOf('\n') < 0 ? name : name.replaceAll("[\r\n]", "");
    }

    static String newConsumerTag() {
        return "amq.ctag-" + random();
    }

    /** A name for the queue that takes the direct replies to one channel; who does not know it cannot guess it. */
    static String newReplyQueue() {
        return REPLY_QUEUE_PREFIX + random();
    }

    /** A name that the server gives to a queue, where the client says how it begins. */
    static String newQueue(String prefix) {
        return prefix + random();
    }

    static boolean isReplyQueue(String name) {
        return name.startsWith(REPLY_QUEUE_PREFIX);
    }

    private static String random() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    String queue(String name) {
        return "queue '" + name + "' in vhost '" + vhost + "'";
    }

    String exchange(String name) {
        return name.isEmpty()
                ? "default exchange in vhost '" + vhost + "'"
                : "exchange '" + name + "' in vhost '" + vhost + "'";
    }

    AmqpException queueLimit(String name, int limit) {
        return ReplyCode.PRECONDITION_FAILED.because(
                "cannot declare queue '" + name + "': queue limit in vhost '" + vhost + "' (" + limit + ") is reached");
    }

    AmqpException notForStreams(String what, String queue) {
        return ReplyCode.NOT_IMPLEMENTED.because(what + " not supported by stream queues " + queue(queue));
    }

    AmqpException noQueue(String name) {
        return ReplyCode.NOT_FOUND.because("no " + queue(name));
    }

    AmqpException noExchange(String name) {
        return ReplyCode.NOT_FOUND.because("no " + exchange(name));
    }

    AmqpException refused(String what, String user) {
        return ReplyCode.ACCESS_REFUSED.because("access to " + what + " refused for user '" + user + "'");
    }

    /** Somebody consumes alone, or the right is missing: the broker has one code for both, clients match the text. */
    AmqpException refusedToConsume(String queue, String user, BrokerException reason) {
        return reason.getMessage().contains(" in exclusive use")
                        || reason.getMessage().contains(" in use: ")
                ? inExclusiveUse(queue)
                : refused(queue(queue), user);
    }

    /** The exchange takes nothing from clients, or the right is missing: the broker has one code for both. */
    AmqpException refusedToPublish(String exchange, String user, BrokerException reason) {
        return reason.getMessage().contains(" is internal: ")
                ? ReplyCode.ACCESS_REFUSED.because("cannot publish to internal " + exchange(exchange))
                : refused(exchange(exchange), user);
    }

    AmqpException locked(String queue) {
        return ReplyCode.RESOURCE_LOCKED.because("cannot obtain exclusive access to locked " + queue(queue)
                + ". It could be originally declared on another connection or the exclusive property value does not match"
                + " that of the original declaration.");
    }

    AmqpException inExclusiveUse(String queue) {
        return ReplyCode.ACCESS_REFUSED.because(queue(queue) + " in exclusive use");
    }
}
