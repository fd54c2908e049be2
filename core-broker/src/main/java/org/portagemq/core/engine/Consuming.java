// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.filter.Filters;
import org.portagemq.core.group.OffsetTable;
import org.portagemq.core.platform.Platform;

/** Subscribing, credit, and taking single messages. Belongs to the core. */
final class Consuming {

    private final Platform platform;
    private final Administration administration;
    private final Rights rights;
    private final Settlements settlements;
    private final Pump pump;
    private final Filters filters;
    private final WholeStreams wholeStreams = new WholeStreams();
    private Streams streams;
    private final Map<Group, ArrayDeque<Waiting>> waiting = new HashMap<>();

    /** A fetch that waits for its message to be read from disk. */
    private record Waiting(Consumer consumer, boolean autoAck, Answer<Optional<Delivery>> answer) {}

    Consuming(
            Platform platform,
            Administration administration,
            Rights rights,
            Settlements settlements,
            Pump pump,
            Filters filters) {
        this.filters = filters;
        this.platform = platform;
        this.administration = administration;
        this.rights = rights;
        this.settlements = settlements;
        this.pump = pump;
    }

    /** Connects the part that is made later. */
    void connect(Streams newStreams) {
        streams = newStreams;
    }

    /** Answers the new consumer, or null when it was refused. */
    Consumer subscribe(
            SessionState session,
            Subscription handle,
            SubscribeRequest request,
            SubscriptionListener listener,
            Credit credit) {
        try {
            session.requireOpen();
            filters.compile(request.filter());
            Group group = groupOf(session, request);
            requireShared(group, request.exclusive());
            CompiledFilter filter = selective(group, request);
            Consumer consumer = new Consumer(
                    session, group, handle, listener, request.exclusive(), request.autoAck(), request.priority());
            consumer.share(credit);
            consumer.credit(request.credit());
            group.join(consumer);
            pump.joined(consumer);
            if (filter != null) {
                consumer.select(group.select(request.filter(), filter));
            }
            group.used(platform.wallMs());
            session.consumers().add(consumer);
            GroupSettings declared = inForce(group.isReader() ? group.source() : group);
            session.mail().call(() -> listener.started(declared));
            if (group.isReader()) {
                StreamSource stream = request.stream();
                streams.begin(consumer, stream == null ? StreamStart.NEXT : stream.start());
            }
            pump.changed(consumer);
            return consumer;
        } catch (BrokerException refusal) {
            session.mail().call(() -> listener.refused(refusal));
            return null;
        }
    }

    /** The group as it was declared, with the rules that hold now. */
    private static GroupSettings inForce(Group group) {
        GroupSettings declared = group.settings();
        return group.rules().equals(declared.rules()) ? declared : declared.withRules(group.rules());
    }

    private Group groupOf(SessionState session, SubscribeRequest request) {
        StreamSource stream = request.stream();
        if (stream == null) {
            rights.group(session, Operation.READ, request.group());
            Group group = administration.accessible(session, request.group());
            if (!group.isPartition()) {
                return group;
            }
            stream = StreamSource.ofGroup(request.group(), StreamStart.NEXT);
        }
        if (stream.group() == null && request.exclusive()) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "'" + stream.topic()
                            + "' is a stream: each reader has its own place, none can read it exclusively");
        }
        if (stream.group() == null && request.autoAck()) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "'" + stream.topic() + "' is a stream: its readers acknowledge, so that they are not flooded");
        }
        return stream.group() == null
                ? streams.reader(session, stream)
                : streams.cursor(session, stream.topic(), stream.group(), stream.partition());
    }

    /** What the subscription wants; null for everything. */
    private CompiledFilter selective(Group group, SubscribeRequest request) {
        if (request.filter().isAll()) {
            return null;
        }
        if (group.keyOrder() != null) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "group '" + group.name() + "' in namespace '"
                            + group.namespace().name()
                            + "' is ordered by key: its consumers cannot choose messages by a filter");
        }
        return filters.compile(request.filter());
    }

    private static void requireShared(Group group, boolean exclusively) {
        String what = "group '" + group.name() + "' in namespace '"
                + group.namespace().name() + "'";
        // One consumer at a time, in turn, and one alone are wishes that contradict each other.
        if (group.exclusive() != null || (exclusively && group.rules().singleActive())) {
            throw new BrokerException(ErrorCode.ACCESS_REFUSED, what + " in exclusive use");
        }
        if (exclusively && !group.consumers().isEmpty()) {
            throw new BrokerException(
                    ErrorCode.ACCESS_REFUSED, what + " in use: it cannot be consumed from exclusively");
        }
    }

    /** The subscriptions to whole streams. */
    WholeStreams wholeStreams() {
        return wholeStreams;
    }

    void credit(Consumer consumer, int credit) {
        if (consumer != null && !consumer.isCancelled()) {
            consumer.credit(credit);
            pump.changed(consumer);
        }
    }

    void addCredit(Consumer consumer, int more) {
        if (consumer != null && !consumer.isCancelled()) {
            long sum = (long) consumer.credit() + more;
            consumer.credit((int) Math.min(sum, Subscription.UNLIMITED));
            pump.changed(consumer);
        }
    }

    /** Answers when nothing more is there for the consumer; null has nothing. */
    void whenIdle(SessionState session, Consumer consumer, Answer<Void> answer) {
        if (consumer == null || consumer.isCancelled()) {
            session.mail().call(() -> answer.done(null));
        } else {
            pump.idleness().ask(consumer, answer);
        }
    }

    /** No more messages; what is out stays out. */
    void cancel(Consumer consumer) {
        if (consumer != null && !consumer.isCancelled()) {
            consumer.cancel();
            consumer.group().used(platform.wallMs());
            settlements.leave(consumer);
            pump.membersChanged(consumer.group());
        }
    }

    void close(Consumer consumer, Release how) {
        if (consumer != null) {
            consumer.session().consumers().remove(consumer);
            consumer.group().used(platform.wallMs());
            settlements.close(consumer, how);
            pump.membersChanged(consumer.group());
            serveWaiting(consumer.group());
        }
    }

    /** Something is noted about a message that is out at the consumer, which ends where there is no room for that. */
    void note(Consumer consumer, long offset, Payload note) {
        if (consumer == null || consumer.inFlight().get(offset) == OffsetTable.ABSENT) {
            return;
        }
        Group group = consumer.group();
        try {
            settlements.note(group, offset, note);
        } catch (BrokerException full) {
            close(consumer, Release.UNCOUNTED);
            consumer.session().mail().call(() -> consumer.listener().cancelled(full));
        }
    }

    /** Takes one message; answers the consumer that holds what the handle fetched. */
    Consumer fetch(
            SessionState session,
            Consumer known,
            DeliverySource handle,
            String groupName,
            boolean autoAck,
            Answer<Optional<Delivery>> answer) {
        try {
            rights.group(session, Operation.READ, groupName);
            Group group = administration.accessible(session, groupName);
            Administration.requireTakes(group, "fetched from");
            if (group.exclusive() != null) {
                requireShared(group, false);
            }
            Consumer consumer = known;
            if (consumer == null || consumer.group() != group || consumer.isCancelled()) {
                consumer = new Consumer(session, group, handle, null, false, false, 0);
                session.consumers().add(consumer);
            }
            group.used(platform.wallMs());
            ArrayDeque<Waiting> queue = waiting.get(group);
            if (queue != null || !fetchNow(consumer, autoAck, answer)) {
                waiting.computeIfAbsent(group, key -> new ArrayDeque<>()).add(new Waiting(consumer, autoAck, answer));
            }
            return consumer;
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
            return known;
        }
    }

    /** False when the message has to be read first. */
    private boolean fetchNow(Consumer consumer, boolean autoAck, Answer<Optional<Delivery>> answer) {
        Group group = consumer.group();
        if (pump.isStopped(group)) {
            BrokerException failed = new BrokerException(
                    ErrorCode.STORE_FAILED, "the store failed and hands out nothing more: restart the broker");
            consumer.session().mail().call(() -> answer.failed(failed));
            return true;
        }
        boolean mayTake = !group.isDeleted() && !group.isPaused() && !consumer.isCancelled();
        long offset = mayTake ? pump.nextFetched(group, consumer) : -1;
        if (offset == Pump.LOADING) {
            return false;
        }
        if (offset < 0) {
            consumer.session().mail().call(() -> answer.done(Optional.empty()));
            return true;
        }
        StoredMessage message = pump.load(group, offset);
        if (message == null) {
            return false;
        }
        Delivery delivery = pump.handOut(group, consumer, offset, message, pump.sizeOf(group, offset), autoAck);
        consumer.session().mail().call(() -> answer.done(Optional.of(delivery)));
        return true;
    }

    /** Something of the group was read, or has gone: fetches that wait may go on. */
    void serveWaiting(Group group) {
        ArrayDeque<Waiting> queue = waiting.get(group);
        if (queue == null) {
            return;
        }
        while (!queue.isEmpty()) {
            Waiting next = queue.peek();
            if (next.consumer.session().isOpen() && !fetchNow(next.consumer, next.autoAck, next.answer)) {
                return;
            }
            queue.poll();
        }
        waiting.remove(group);
    }

    /** The group is gone: nobody waits for it any more. */
    void forget(Group group) {
        pump.idleness().forget(group);
        ArrayDeque<Waiting> queue = waiting.remove(group);
        if (queue != null) {
            queue.forEach(one -> one.consumer
                    .session()
                    .mail()
                    .call(() -> one.answer.failed(
                            new BrokerException(ErrorCode.NOT_FOUND, "group '" + group.name() + "' was deleted"))));
        }
    }
}
