// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;

/**
 * The consumers of one channel, their prefetch, and what was handed out to them.
 *
 * <p>The limit of the whole channel (basic.qos with global, and the cap on unacknowledged messages) is shared among the
 * consumers as credit. Credit for each is at least one while there is room, so a few messages can arrive beyond the limit:
 * these are held here until an acknowledgement makes room.
 */
final class ChannelConsumers {

    private record Held(Consumer consumer, Delivery delivery) {}

    private final Channel091 channel;
    private final ChannelHost host;
    private final DeliveryOwners owners;
    private final Unsettled unsettled;
    private final Map<String, Consumer> byTag = new HashMap<>();
    private final Map<Consumer, ReplyQueue.Slot> starting = new HashMap<>();
    private final List<Consumer> shortOfCredit = new ArrayList<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private String replyConsumer;
    private int prefetch;
    private int channelPrefetch;
    private int handedOut;
    private boolean shareChanged;
    private boolean someLimited;
    private boolean closed;

    ChannelConsumers(Channel091 channel, ChannelHost host, DeliveryOwners owners, Unsettled unsettled) {
        this.channel = channel;
        this.host = host;
        this.owners = owners;
        this.unsettled = unsettled;
    }

    void qos(BasicMethod.Qos method, ReplyQueue.Slot slot) {
        if (method.prefetchSize() != 0) {
            throw ReplyCode.NOT_IMPLEMENTED.because("prefetch_size!=0 (" + method.prefetchSize() + ")");
        }
        if (method.global()) {
            channelPrefetch = method.prefetchCount();
            int share = share();
            byTag.values().forEach(consumer -> consumer.shrinkTo(share));
            shareChanged = true;
        } else {
            prefetch = method.prefetchCount();
        }
        slot.reply(new BasicMethod.QosOk());
    }

    void consume(BasicMethod.Consume method, String queue, ReplyQueue.Slot slot) {
        String what = "consumer of " + host.names().queue(queue);
        Duration timeout = QueueArguments.consumerTimeout(method.arguments(), what);
        if (Names.isReplyQueue(queue)) {
            throw host.names().noQueue(queue);
        }
        boolean forReplies = queue.equals(Names.DIRECT_REPLY_TO);
        if (forReplies) {
            requireFitForReplies(method);
        }
        int priority = priority(method, queue);
        String tag = method.consumerTag().isEmpty() ? Names.newConsumerTag() : method.consumerTag();
        if (byTag.containsKey(tag)) {
            throw ReplyCode.NOT_ALLOWED.because("attempt to reuse consumer tag '" + tag + "'");
        }
        if (byTag.size() >= host.limits().consumersPerChannel()) {
            throw ReplyCode.NOT_ALLOWED.because(
                    "more than " + host.limits().consumersPerChannel() + " consumers on one channel");
        }
        String source = forReplies ? declareReplyQueue(tag, slot) : queue;
        int window = prefetch == 0 ? host.limits().unackedPerChannel() : prefetch;
        int credit = method.noAck() ? Subscription.UNLIMITED : Math.min(window, share());
        SubscribeRequest request = request(method, source, credit, priority, what);
        int number = owners.reserve();
        Consumer consumer = new Consumer(this, tag, source, method.noAck(), window, number);
        consumer.timeout(timeout);
        owners.set(number, consumer);
        byTag.put(tag, consumer);
        starting.put(consumer, slot);
        consumer.attach(host.session().subscribe(request, consumer), credit);
        shareChanged = channelPrefetch > 0;
        someLimited |= !method.noAck() && credit < window;
    }

    private static SubscribeRequest request(
            BasicMethod.Consume method, String queue, int credit, int priority, String what) {
        StreamStart start = StreamArguments.start(method.arguments(), what, System.currentTimeMillis());
        Filter filter = StreamFilter.of(method.arguments(), what);
        if (start == null && filter.isAll()) {
            return new SubscribeRequest(queue, method.exclusive(), method.noAck(), credit, priority);
        }
        return new SubscribeRequest(
                queue,
                method.exclusive(),
                method.noAck(),
                credit,
                priority,
                filter,
                StreamSource.ofGroup(queue, start == null ? StreamStart.NEXT : start));
    }

    private void requireFitForReplies(BasicMethod.Consume method) {
        if (replyQueue().isPresent()) {
            throw ReplyCode.PRECONDITION_FAILED.because("reply consumer already set");
        }
        if (!method.noAck()) {
            throw ReplyCode.PRECONDITION_FAILED.because("reply consumer cannot acknowledge");
        }
    }

    /** The replies have a queue of their own, which goes with their consumer. */
    private String declareReplyQueue(String tag, ReplyQueue.Slot slot) {
        String name = Names.newReplyQueue();
        replyConsumer = tag;
        host.session().admin().declareGroup(new GroupSettings(name, false, true, true, Map.of()), new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                // The consumer starts next.
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(
                        reason.code() == ErrorCode.ACCESS_REFUSED
                                ? host.names().refused(host.names().queue(name), host.user())
                                : ErrorMapping.of(reason));
            }
        });
        return name;
    }

    /** The queue that takes the direct replies to this channel; empty when nobody consumes them. */
    Optional<String> replyQueue() {
        return Optional.ofNullable(replyConsumer)
                .map(byTag::get)
                .map(Consumer::queue)
                .filter(Names::isReplyQueue);
    }

    private int priority(BasicMethod.Consume method, String queue) {
        Object value = method.arguments().getOrDefault("x-priority", 0);
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        if (value instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        throw ReplyCode.PRECONDITION_FAILED.because("invalid arg 'x-priority' for "
                + host.names().queue(queue) + ": " + value + " is not a whole number of 32 bits");
    }

    void started(Consumer consumer, GroupSettings group) {
        ReplyQueue.Slot slot = starting.remove(consumer);
        if (slot == null) {
            return;
        }
        // Nothing of the channel has come between: the prefetch is still that of the request.
        if (group.rules().stream() != null && prefetch == 0) {
            slot.fail(ReplyCode.PRECONDITION_FAILED.because("consumer prefetch count is not set for stream "
                    + host.names().queue(consumer.queue())));
            return;
        }
        if (!consumer.noAck()) {
            watch(consumer, group);
        }
        slot.reply(new BasicMethod.ConsumeOk(consumer.tag()));
    }

    /** For a consumer, or else a queue, with a time of its own for acknowledgements. */
    private void watch(Consumer consumer, GroupSettings group) {
        boolean own = consumer.timeout() != null;
        long ofQueue = group.rules().ackTimeoutMs();
        if (!own && ofQueue < 0) {
            return;
        }
        Duration timeout = own ? consumer.timeout() : Duration.ofMillis(ofQueue);
        String of = own ? "consumer '" + consumer.tag() + "'" : host.names().queue(consumer.queue());
        AckDeadline deadline = new AckDeadline();
        consumer.watched(host.every(timeout.dividedBy(AckDeadline.LOOKS), () -> {
            if (unsettled.isOverdue(consumer.slot(), deadline)) {
                channel.timedOut(timeout, "x-consumer-timeout of " + of);
            }
        }));
    }

    void refused(Consumer consumer, BrokerException reason) {
        byTag.remove(consumer.tag());
        ReplyQueue.Slot slot = starting.remove(consumer);
        if (slot == null) {
            return;
        }
        String queue = consumer.queue();
        switch (reason.code()) {
            case NOT_FOUND -> slot.fail(host.names().noQueue(queue));
            case ACCESS_REFUSED -> slot.fail(host.names().refusedToConsume(queue, host.user(), reason));
            case LOCKED -> explainLock(queue, slot);
            case NOT_SUPPORTED ->
                slot.fail(
                        consumer.noAck()
                                ? host.names().notForStreams("automatic acknowledgement", queue)
                                : ErrorMapping.of(reason));
            default -> slot.fail(ErrorMapping.of(reason));
        }
    }

    /** The queue belongs to another connection, or another consumer has it alone: clients tell these apart. */
    private void explainLock(String queue, ReplyQueue.Slot slot) {
        host.session().admin().describeGroup(queue, new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                slot.fail(host.names().inExclusiveUse(queue));
            }

            @Override
            public void failed(BrokerException reason) {
                slot.fail(
                        reason.code() == ErrorCode.LOCKED
                                ? host.names().locked(queue)
                                : host.names().inExclusiveUse(queue));
            }
        });
    }

    void deliver(Consumer consumer, Delivery delivery) {
        if (closed) {
            return;
        }
        if (consumer.noAck()) {
            host.output()
                    .deliver(
                            channel.number(),
                            consumer,
                            unsettled.nextTag(),
                            delivery.redelivered(),
                            Outgoing.of(delivery));
        } else if (consumer.state() == Consumer.State.OVER) {
            // Handed out before the broker heard of the cancel: the client would not know what to do with it.
            consumer.source().release(delivery.offset(), Release.UNCOUNTED, 0);
            host.touched(channel);
        } else if (handedOut >= limit()) {
            held.add(new Held(consumer, delivery));
        } else {
            handOut(consumer, delivery);
        }
    }

    private void handOut(Consumer consumer, Delivery delivery) {
        handedOut++;
        consumer.handedOut();
        long tag = unsettled.add(delivery.offset(), consumer.slot());
        host.output().deliver(channel.number(), consumer, tag, delivery.redelivered(), Outgoing.of(delivery));
    }

    void settledOne(Consumer consumer) {
        handedOut--;
        if (closed) {
            return;
        }
        if (consumer.state() == Consumer.State.OVER) {
            retire(consumer);
        } else {
            shortOfCredit.add(consumer);
        }
    }

    void cancel(BasicMethod.Cancel method, ReplyQueue.Slot slot) {
        Consumer consumer = byTag.remove(method.consumerTag());
        if (consumer == null) {
            slot.reply(new BasicMethod.CancelOk(method.consumerTag()));
            return;
        }
        consumer.cancel();
        Answer<GroupInfo> whenDrained = new Answer<>() {
            @Override
            public void done(GroupInfo info) {
                finished();
            }

            @Override
            public void failed(BrokerException reason) {
                finished();
            }

            private void finished() {
                if (!closed) {
                    consumer.over();
                    giveBackHeld(consumer);
                    retire(consumer);
                    slot.reply(new BasicMethod.CancelOk(consumer.tag()));
                }
            }
        };
        // The broker answers in the order of calls: behind this answer no delivery can be on its way, so that none
        // follows
        // cancel-ok, and none that was handed out with no-ack is lost.
        host.session().admin().describeGroup(consumer.queue(), whenDrained);
        shareChanged = channelPrefetch > 0;
    }

    void cancelledByBroker(Consumer consumer) {
        if (closed) {
            return;
        }
        byTag.remove(consumer.tag());
        giveBackHeld(consumer);
        ReplyQueue.Slot slot = starting.remove(consumer);
        if (slot != null) {
            slot.fail(host.names().noQueue(consumer.queue()));
        } else if (host.cancelNotify()) {
            channel.announce(new BasicMethod.Cancel(consumer.tag(), true));
        }
        retire(consumer);
    }

    private void giveBackHeld(Consumer consumer) {
        for (Iterator<Held> waiting = held.iterator(); waiting.hasNext(); ) {
            Held next = waiting.next();
            if (next.consumer() == consumer) {
                waiting.remove();
                consumer.source().release(next.delivery().offset(), Release.UNCOUNTED, 0);
            }
        }
    }

    /** Lets go of a consumer that is over, when the last of its messages is settled. */
    private void retire(Consumer consumer) {
        if (consumer.isIdle() && owners.get(consumer.slot()) == consumer) {
            consumer.close();
            owners.remove(consumer.slot());
        }
    }

    private int limit() {
        int cap = host.limits().unackedPerChannel();
        return channelPrefetch == 0 ? cap : Math.min(cap, channelPrefetch);
    }

    private int share() {
        int room = limit() - handedOut - held.size();
        return room <= 0 ? 0 : Math.max(1, channelPrefetch == 0 ? room : room / Math.max(1, byTag.size()));
    }

    /** Hands out what was held, and grants new credit, once for all that the batch settled. */
    void endBatch() {
        while (!held.isEmpty() && handedOut < limit()) {
            Held next = held.remove();
            handOut(next.consumer(), next.delivery());
        }
        if (shortOfCredit.isEmpty() && !shareChanged) {
            return;
        }
        int share = share();
        // When the channel's limit held one back, it depends on what the others settle.
        boolean all = channelPrefetch > 0 || shareChanged || someLimited;
        someLimited = false;
        for (Consumer consumer : all ? byTag.values() : shortOfCredit) {
            someLimited |= consumer.topUp(share);
        }
        shortOfCredit.clear();
        shareChanged = false;
    }

    /** Forgets all consumers; their sources are closed with all other owners of deliveries. */
    void close() {
        closed = true;
        byTag.clear();
        held.clear();
        starting.clear();
        shortOfCredit.clear();
    }
}
