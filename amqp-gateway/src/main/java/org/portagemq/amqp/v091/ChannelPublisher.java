// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Transaction;

/** What a channel publishes: checks, handles to exchanges, returns of what nobody wanted, confirms. */
final class ChannelPublisher {

    private static final int KEPT_HANDLES = 256;
    private static final int PERSISTENT = 2;
    private static final int MAX_TTL_DIGITS = 18;

    /** Tokens of mandatory messages on a channel without confirms begin here, apart from confirm numbers. */
    private static final long FIRST_TOKEN = 1L << 62;

    private final Channel091 channel;
    private final ChannelHost host;
    private final ChannelTransaction transaction;
    private final Supplier<Optional<String>> replyQueues;
    private final ConfirmTracker confirms = new ConfirmTracker();
    private final ConfirmTracker.Sink confirmSink = new ConfirmSink();
    private final Map<String, Exchange> exchanges = new HashMap<>();
    private final Map<Long, PublishRequest> mandatory = new HashMap<>();
    private final List<PublishRequest> returnsAtCommit = new ArrayList<>();
    private Exchange lastExchange;
    private long lastToken = FIRST_TOKEN;
    private boolean confirming;
    private boolean closed;

    /**
     * @param replyQueues the queue that takes the direct replies to this channel, as it is when asked
     */
    ChannelPublisher(
            Channel091 channel,
            ChannelHost host,
            ChannelTransaction transaction,
            Supplier<Optional<String>> replyQueues) {
        this.replyQueues = replyQueues;
        this.channel = channel;
        this.host = host;
        this.transaction = transaction;
    }

    boolean isConfirming() {
        return confirming;
    }

    void confirmSelect() {
        confirming = true;
    }

    void publish(PublishRequest request) {
        BasicMethod.Publish method = request.method();
        if (method.immediate()) {
            throw ReplyCode.NOT_IMPLEMENTED.because("immediate=true");
        }
        Message message = message(request);
        host.published();
        long token = Publisher.NO_TOKEN;
        if (confirming) {
            token = confirms.next();
        } else if (method.mandatory()) {
            token = lastToken++;
        }
        if (method.mandatory()) {
            mandatory.put(token, request);
        }
        Publisher publisher = exchange(method.exchange()).publisher;
        Optional<Transaction> open = transaction.current();
        if (open.isPresent()) {
            publisher.publish(message, token, open.get());
        } else {
            publisher.publish(message, token);
        }
    }

    private Message message(PublishRequest request) {
        ContentHeader header = request.header();
        long ttlMs = header.expiration().isPresent() ? ttl(header.expiration().get()) : Message.NO_TTL;
        if (header.userId().isPresent() && !header.userId().get().equals(host.user())) {
            throw ReplyCode.PRECONDITION_FAILED.because("user_id property set to '"
                    + header.userId().get() + "' but authenticated user was '" + host.user() + "'");
        }
        List<String> keys = List.of(request.method().routingKey());
        Payload properties = header.properties();
        if (header.replyTo().isPresent() && header.replyTo().get().equals(Names.DIRECT_REPLY_TO)) {
            String replyQueue = replyQueues
                    .get()
                    .orElseThrow(() -> ReplyCode.PRECONDITION_FAILED.because("fast reply consumer does not exist"));
            properties = ContentHeader.withReplyTo(properties, replyQueue);
        }
        long deliverAt = Message.AT_ONCE;
        if (header.routes()) {
            Map<String, Object> headers = ContentHeader.headers(properties, TableLimits.DEFAULT);
            deliverAt = DelayedMessages.deliverAt(headers, System.currentTimeMillis());
            keys = withCopies(keys, headers);
            if (headers.containsKey("BCC")) {
                Map<String, Object> shown = new LinkedHashMap<>(headers);
                shown.remove("BCC");
                properties = ContentHeader.withHeaders(properties, shown);
            }
        }
        Message message = new Message(
                keys,
                header.deliveryMode() == PERSISTENT,
                Math.max(header.priority(), 0),
                ttlMs,
                FlushPolicy.DEFAULT,
                List.of(),
                Amqp091Format.INSTANCE,
                properties,
                request.body());
        return deliverAt == Message.AT_ONCE ? message : message.deliverAt(deliverAt);
    }

    /** A text of decimal digits, in ms. */
    private static long ttl(String expiration) {
        boolean digits = !expiration.isEmpty()
                && expiration.length() <= MAX_TTL_DIGITS
                && expiration.chars().allMatch(each -> each >= '0' && each <= '9');
        if (!digits || Long.parseLong(expiration) > QueueArguments.MAX_MS) {
            throw ReplyCode.PRECONDITION_FAILED.because("invalid expiration '" + expiration
                    + "': expected milliseconds from 0 to " + QueueArguments.MAX_MS);
        }
        return Long.parseLong(expiration);
    }

    private static List<String> withCopies(List<String> keys, Map<String, Object> headers) {
        List<String> all = new ArrayList<>(keys);
        for (String name : List.of("CC", "BCC")) {
            if (!headers.containsKey(name)) {
                continue;
            }
            if (!(headers.get(name) instanceof List<?> more) || !more.stream().allMatch(String.class::isInstance)) {
                throw ReplyCode.PRECONDITION_FAILED.because(
                        "invalid header '" + name + "': expected an array of routing keys");
            }
            more.forEach(key -> all.add((String) key));
        }
        return List.copyOf(all);
    }

    private Exchange exchange(String name) {
        if (lastExchange != null && lastExchange.name.equals(name)) {
            return lastExchange;
        }
        Exchange exchange = exchanges.get(name);
        if (exchange == null) {
            if (exchanges.size() >= KEPT_HANDLES) {
                exchanges.clear();
            }
            exchange = new Exchange(name);
            exchanges.put(name, exchange);
        }
        lastExchange = exchange;
        return exchange;
    }

    private void giveBack(PublishRequest request) {
        BasicMethod.Return method = new BasicMethod.Return(
                ReplyCode.NO_ROUTE.number(),
                ReplyCode.NO_ROUTE.name(),
                request.method().exchange(),
                request.method().routingKey());
        host.output()
                .methodWithContent(channel.number(), method, request.header().properties(), request.body());
    }

    /** Returns of a transaction come with its commit. */
    void committed() {
        returnsAtCommit.forEach(this::giveBack);
        returnsAtCommit.clear();
    }

    void rolledBack() {
        returnsAtCommit.clear();
        mandatory.clear();
    }

    void endBatch() {
        confirms.flush(confirmSink);
    }

    void close() {
        closed = true;
        mandatory.clear();
        returnsAtCommit.clear();
        exchanges.clear();
    }

    private void refused(String exchange, long token, BrokerException reason) {
        mandatory.remove(token);
        boolean nack = ErrorMapping.isNack(reason);
        if (nack && confirming) {
            confirms.refused(token);
            host.touched(channel);
        } else if (reason.code() != ErrorCode.OVERFLOW || transaction.isSelected()) {
            AmqpException failure =
                    switch (reason.code()) {
                        case NOT_FOUND -> host.names().noExchange(exchange);
                        case ACCESS_REFUSED -> host.names().refusedToPublish(exchange, host.user(), reason);
                        default -> ErrorMapping.of(reason);
                    };
            channel.fail(failure, BasicMethod.CLASS_ID, BasicMethod.Publish.ID);
        }
    }

    /** The handle to one exchange, and what is heard through it. */
    private final class Exchange implements PublishListener {

        private final String name;
        private final Publisher publisher;

        Exchange(String name) {
            this.name = name;
            this.publisher = host.session().publisher(name, this, Publisher.Times.AS_TOPIC_SAYS);
        }

        @Override
        public void unrouted(long token) {
            PublishRequest request = closed ? null : mandatory.remove(token);
            if (request == null) {
                return;
            }
            if (transaction.isSelected()) {
                returnsAtCommit.add(request);
            } else {
                giveBack(request);
                host.touched(channel);
            }
        }

        @Override
        public void confirmed(long token) {
            if (closed) {
                return;
            }
            if (!mandatory.isEmpty() && !transaction.isSelected()) {
                mandatory.remove(token);
            }
            if (confirming) {
                confirms.confirmed(token);
                host.touched(channel);
            }
        }

        @Override
        public void refused(long token, BrokerException reason) {
            if (!closed) {
                ChannelPublisher.this.refused(name, token, reason);
            }
        }
    }

    private final class ConfirmSink implements ConfirmTracker.Sink {

        @Override
        public void ack(long number, boolean multiple) {
            host.output().ack(channel.number(), number, multiple);
        }

        @Override
        public void nack(long number) {
            host.output().method(channel.number(), new BasicMethod.Nack(number, false, false));
        }
    }
}
