// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.core.filter.Subject;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.MessageRecord;
import org.portagemq.core.record.ProgressRecord;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.record.Traits;

/**
 * Takes messages in: route, write once, an index entry for each group, and a confirm when it is stored. Belongs to the
 * core.
 */
final class Publishing {

    private final TurnClock clock;
    private final TurnLog durable;
    private final TurnLog transientLog;
    private final Routing routing;
    private final RouteSets routeSets;
    private final ProgressJournal journal;
    private final Messages messages;
    private final Subjects subjects;
    private final MessageKeys keys;
    private final Pump pump;
    private final Totals totals;
    private final Alarms alarms;
    private Expiries expiries;
    private Overflows overflows;
    private StreamTails streamTails;
    private DelayedPublishing delays;
    private Deduplicating deduplicating;
    private Arrivals arrivals;
    private final FlushPolicy defaultFlush;
    private final int bodyLimit;
    private final MessageRecord.Encoder encoder = new MessageRecord.Encoder();

    Publishing(
            TurnClock clock,
            TurnLog durable,
            TurnLog transientLog,
            Routing routing,
            RouteSets routeSets,
            ProgressJournal journal,
            Messages messages,
            Subjects subjects,
            MessageKeys keys,
            Pump pump,
            Totals totals,
            Alarms alarms,
            FlushPolicy defaultFlush,
            int bodyLimit) {
        this.clock = clock;
        this.durable = durable;
        this.transientLog = transientLog;
        this.routing = routing;
        this.routeSets = routeSets;
        this.journal = journal;
        this.messages = messages;
        this.subjects = subjects;
        this.keys = keys;
        this.pump = pump;
        this.totals = totals;
        this.alarms = alarms;
        this.defaultFlush = defaultFlush;
        this.bodyLimit = bodyLimit;
    }

    /** Is told about each message that comes to groups: its record, and the one that moved it, or 0. */
    interface Arrivals {
        void arrived(long position, int size, long overlay);
    }

    /** Connects the parts that are made later. */
    void connect(
            Expiries newExpiries,
            Overflows newOverflows,
            StreamTails tails,
            DelayedPublishing newDelays,
            Deduplicating newDeduplicating,
            Arrivals newArrivals) {
        streamTails = tails;
        expiries = newExpiries;
        overflows = newOverflows;
        delays = newDelays;
        deduplicating = newDeduplicating;
        arrivals = newArrivals;
    }

    /** Publishes one message; false when there is no room for it now. */
    boolean publish(PublisherState publisher, Message message, long token) {
        try {
            requireStore();
            requireSize(message);
            if (isHeld()) {
                return false;
            }
            if (message.deduplication() != null && deduplicating.isKnown(publisher, message, token)) {
                return true;
            }
            if (message.deliverAt() != Message.AT_ONCE && delays.isLater(message)) {
                return delays.publish(publisher, message, token);
            }
            RouteSet found = routing.route(publisher, message);
            List<Group> full = full(publisher, found, message);
            RouteSet route = withoutRefusing(found, full);
            if (route.isEmpty() && !found.isEmpty()) {
                refuseFull(publisher, token);
                return true;
            }
            if (route.isEmpty()) {
                unrouted(publisher, token);
                return true;
            }
            boolean kept = (message.durable() || route.keepsAll()) && route.isDurable();
            // One that is refused as well as stored may be sent again.
            Message once = full.isEmpty() ? message : message.deduplicated(null);
            return store(publisher, once, token, route, kept, full);
        } catch (BrokerException refusal) {
            publisher.session().mail().refused(publisher.listener(), token, refusal);
            return true;
        }
    }

    /** Refuses a publisher who may not write where it wants to, or writes to what does not exist. */
    void requireWrite(PublisherState publisher, Message message) {
        routing.route(publisher, message);
    }

    /** Whether messages are not taken for want of memory. */
    boolean isHeld() {
        return alarms.isMemoryShort();
    }

    /** The groups of the route that refuse a message rather than let another one go, and for which it is too much. */
    private List<Group> full(PublisherState publisher, RouteSet route, Message message) {
        List<Group> full = List.of();
        for (Group group : route.groups()) {
            if (group.rules().overflow() == GroupRules.Overflow.DROP_HEAD) {
                continue;
            }
            int size = group.rules().maxBytes() < 0 ? 0 : sizeOf(publisher, message);
            if (isFull(group, size)) {
                full = full.isEmpty() ? new ArrayList<>() : full;
                full.add(group);
            }
        }
        return full;
    }

    private int sizeOf(PublisherState publisher, Message message) {
        long now = clock.wallMs();
        return encoder.prepare(message, publisher.nameUtf8(), now, expiry(message, now), 0);
    }

    /** The route without the full groups, but for those that send the message on to their dead-letter topic. */
    static RouteSet withoutRefusing(RouteSet route, List<Group> full) {
        if (full.isEmpty() || full.stream().allMatch(Overflows::sendsOn)) {
            return route;
        }
        List<Group> kept = new ArrayList<>(List.of(route.groups()));
        kept.removeIf(group -> full.contains(group) && !Overflows.sendsOn(group));
        return RouteSet.of(kept.toArray(new Group[0]));
    }

    /** What consumers can take at once is not too much. */
    private boolean isFull(Group group, int size) {
        if (!Overflows.isFull(group, size)) {
            return false;
        }
        pump.runFor(group);
        return Overflows.isFull(group, size);
    }

    private void refuseFull(PublisherState publisher, long token) {
        totals.overflowed++;
        publisher
                .session()
                .mail()
                .refused(
                        publisher.listener(),
                        token,
                        new BrokerException(ErrorCode.OVERFLOW, "a group that the message reaches is full"));
    }

    void requireStore() {
        if (durable.hasFailed()) {
            throw new BrokerException(
                    ErrorCode.STORE_FAILED,
                    "the store failed and takes nothing more ("
                            + durable.log().failure().getMessage() + "): restart the broker");
        }
    }

    void requireSize(Message message) {
        long size = message.body().length();
        if (size > bodyLimit) {
            throw new BrokerException(
                    ErrorCode.TOO_LARGE,
                    "message size " + size + " is larger than configured max size " + bodyLimit
                            + " (setting limits.message-bytes)");
        }
    }

    /** What surrounds the body may make a record larger than the log takes. */
    void requireRecord(int length) {
        if (length > durable.log().bodyBytesMax()) {
            throw new BrokerException(
                    ErrorCode.TOO_LARGE,
                    "a message of " + length + " bytes with its properties is larger than the log takes ("
                            + durable.log().bodyBytesMax() + ")");
        }
    }

    void unrouted(PublisherState publisher, long token) {
        totals.published++;
        totals.unrouted++;
        if (token != Publisher.NO_TOKEN) {
            Mail mail = publisher.session().mail();
            mail.unrouted(publisher.listener(), token);
            mail.confirmed(publisher.listener(), token);
        }
    }

    private boolean store(
            PublisherState publisher, Message message, long token, RouteSet route, boolean kept, List<Group> full) {
        long now = clock.wallMs();
        long expiry = expiry(message, now);
        int length = encoder.prepare(message, publisher.nameUtf8(), now, expiry, 0);
        requireRecord(length);
        // One that is too large for the ring of the transient log goes to the other, where no start will look for it.
        boolean small = length <= transientLog.log().bodyBytesMax();
        TurnLog log = kept || !small ? durable : transientLog;
        if (log.room(length, WriteClass.PUBLISH) != Room.YES) {
            return false;
        }
        if (kept) {
            long before = log.end();
            int number = explain(route);
            // What was explained has taken room: look again.
            boolean fits = log.end() == before || log.room(length, WriteClass.PUBLISH) == Room.YES;
            if (number == RouteSets.NO_ROOM || !fits) {
                return false;
            }
            encoder.routeSet(number);
        }
        if (message.deduplication() != null) {
            encoder.hash(deduplicating.hash(publisher, message));
        }
        long position = log.append(RecordType.MESSAGE, length, encoder::writeTo);
        StoredMessage stored =
                new StoredMessage(MessageRecord.id(position, now), publisher.name(), now, message.asStored());
        messages.remember(position, stored, length);
        Subject looked = routing.lastRead();
        if (looked != null) {
            subjects.remember(position, looked);
        }
        if (message.deduplication() != null) {
            deduplicating.stored(publisher, message, position, now);
        }
        arrive(route, position, now, expiry, length, traits(message), kept, 0);
        tellPlace(publisher, token, stored.id());
        fileKeys(publisher.session().namespace(), publisher.name(), message, position, now);
        totals.published++;
        totals.publishedBytes += length;
        if (full.isEmpty()) {
            confirm(publisher.session(), publisher.listener(), token, message, kept);
        } else {
            overflows.sendOn(full);
            refuseFull(publisher, token);
        }
        return true;
    }

    /** Who has chosen a partition hears where the message has its place, which is the last one there. */
    static void tellPlace(PublisherState publisher, long token, MessageId id) {
        if (publisher.partition() == PublisherState.ANY_PARTITION || token == Publisher.NO_TOKEN) {
            return;
        }
        Group partition = StreamCatalog.of(publisher.topic()).partitions().get(publisher.partition());
        StreamPlace place = new StreamPlace(
                partition.id(), publisher.partition(), partition.backlog().end() - 1);
        publisher.session().mail().call(() -> publisher.listener().placed(token, id, place));
    }

    /** The same while the message has none yet. */
    static void tellPending(PublisherState publisher, long token, MessageId id) {
        if (publisher.partition() != PublisherState.ANY_PARTITION && token != Publisher.NO_TOKEN) {
            publisher.session().mail().call(() -> publisher.listener().placed(token, id, null));
        }
    }

    static int traits(Message message) {
        return Traits.of(message.priority(), message.orderingKey());
    }

    static long expiry(Message message, long now) {
        return message.ttlMs() == Message.NO_TTL ? 0 : now + message.ttlMs();
    }

    /**
     * Logs what the log must know before a record that names the route: offsets that fleeting messages took in its
     * groups, and which groups it has. Answers the route's number, or {@link RouteSets#NO_ROOM}: what was logged until
     * then does no harm.
     */
    int explain(RouteSet route) {
        for (Group group : route.groups()) {
            if (group.isSkipDue() && group.isDurable() && !explainSkip(group)) {
                return RouteSets.NO_ROOM;
            }
        }
        return routeSets.number(route);
    }

    /** Logs that fleeting messages took the last offsets of the group; false when there is no room for that now. */
    boolean explainSkip(Group group) {
        if (durable.hasFailed() || durable.room(ProgressRecord.ENTRY_BYTES, WriteClass.PUBLISH) != Room.YES) {
            return false;
        }
        journal.skipped(group.id(), group.backlog().end());
        group.skipLogged(durable);
        return true;
    }

    /**
     * The message takes its place in each group.
     *
     * @param expiry when its own lifetime ends, 0 = never; a group's may end earlier
     * @param kept whether it survives a restart
     * @param overlay the position of the record that moved it, or 0
     */
    void arrive(
            RouteSet route, long position, long now, long expiry, int length, int traits, boolean kept, long overlay) {
        arrivals.arrived(position, length, overlay);
        for (Group group : route.groups()) {
            long ends = expiry(group, now, expiry);
            long offset = group.backlog().arrive(position, now, ends, length, traits, overlay);
            group.traffic().arrived(now);
            if (!kept && group.isDurable()) {
                group.addFleeting(offset, length);
            }
            if (ends != 0) {
                expiries.expect(group, ends);
            }
            overflows.arrived(group);
            if (group.isPartition()) {
                if (kept && group.isDurable()) {
                    group.logged(durable);
                }
                streamTails.arrived(group);
            } else {
                pump.changed(group);
            }
        }
        totals.enqueued += route.groups().length;
    }

    /**
     * The earlier end of two lifetimes: the message's own, and what the group grants from now on. A stream keeps messages
     * as long as its retention says, whatever their lifetime.
     */
    static long expiry(Group group, long now, long own) {
        GroupRules rules = group.rules();
        if (group.isPartition()) {
            return 0;
        }
        if (rules.ttlMs() < 0) {
            return own;
        }
        long granted = now + rules.ttlMs();
        return own == 0 ? granted : Math.min(own, granted);
    }

    void fileKeys(Namespace namespace, String topic, Message message, long position, long time) {
        keys.add(namespace, topic, message.keys(), position, time);
    }

    void confirm(SessionState session, PublishListener listener, long token, Message message, boolean kept) {
        if (!kept) {
            if (token != Publisher.NO_TOKEN) {
                session.mail().confirmed(listener, token);
            }
            return;
        }
        if (token == Publisher.NO_TOKEN) {
            return;
        }
        boolean synced = session.namespace().isSynced(message.flush(), defaultFlush);
        durable.want(synced);
        session.mail().storedAt(listener, token, durable.end(), synced);
    }

    FlushPolicy defaultFlush() {
        return defaultFlush;
    }
}
