// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Arguments;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.Change;
import org.portagemq.core.record.Change.Ownership;
import org.portagemq.core.routing.Topic;

/** What can be done with streams and their groups: who may, and what has to hold. Belongs to the core. */
final class Streams {

    private static final int PARTITIONS_LIMIT = 1_024;

    private final Platform platform;
    private final Catalog catalog;
    private final Administration administration;
    private final Declarations declarations;
    private final Rights rights;
    private final Browsing browsing;
    private final StreamTails tails;
    private final StreamMoves moves;
    private final Events events;
    private final TurnLog log;

    Streams(
            Platform platform,
            Catalog catalog,
            Administration administration,
            Declarations declarations,
            Rights rights,
            Browsing browsing,
            StreamTails tails,
            StreamMoves moves,
            Events events,
            TurnLog log) {
        this.events = events;
        this.log = log;
        this.platform = platform;
        this.catalog = catalog;
        this.administration = administration;
        this.declarations = declarations;
        this.rights = rights;
        this.browsing = browsing;
        this.tails = tails;
        this.moves = moves;
    }

    // --- reading

    /** What somebody wants to read of a partition, and how long it waits when there is nothing. */
    record Wanted(String topic, int partition, long from, int max, long waitMs, Filter filter) {}

    /** A page from the offset on; waits for the first message if there is none. */
    void read(SessionState session, Wanted wanted, Answer<BrowsePage> answer) {
        Browsing.refusing(session, answer, () -> {
            Group partition = browsing.partition(session, wanted.topic, wanted.partition);
            Runnable now = () -> browsing.read(session, wanted, answer);
            if (wanted.waitMs <= 0 || wanted.from < browsing.durableEnd(partition)) {
                now.run();
                return;
            }
            long until = platform.nanoTime() + wanted.waitMs * 1_000_000;
            tails.await(partition, new StreamTails.Waiting(session, wanted.from, until, now, now));
        });
    }

    /** The first messages of a partition that are ready for the group. */
    void peek(SessionState session, String name, Wanted wanted, Answer<BrowsePage> answer) {
        Browsing.refusing(session, answer, () -> {
            rights.group(session, Operation.READ, name);
            browsing.partition(session, wanted.topic, wanted.partition);
            StreamGroup group = requireGroup(requireStream(session, wanted.topic, Operation.READ), name);
            browsing.peek(session, group.cursors().get(wanted.partition), wanted, answer);
        });
    }

    /** The message at a place, if it is kept in the session's namespace. */
    void messageAt(SessionState session, int partitionId, long offset, Answer<Optional<PlacedMessage>> answer) {
        new PlacedReads(catalog, browsing).read(session, partitionId, offset, answer);
    }

    Void changeArguments(SessionState session, String name, Map<String, Object> arguments) {
        rights.topic(session, Operation.CONFIGURE, name);
        Topic topic = Routing.requireTopic(session.namespace(), name);
        if (StreamCatalog.of(topic) == null) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED, "topic '" + name + "' is no stream: its arguments cannot be changed");
        }
        int namespace = session.namespace().id();
        declarations.change(
                new Change.TopicArguments(namespace, name, Arguments.copyOf(arguments)),
                topic.settings().durable());
        events.emit(new BrokerEvent.TopicChanged(session.namespace().name(), topic.settings()));
        return null;
    }

    /** What the partition holds now that is durable. */
    void bounds(SessionState session, String topic, int number, Answer<StreamBounds> answer) {
        Browsing.refusing(session, answer, () -> {
            Group partition = browsing.partition(session, topic, number);
            StreamBounds bounds = bounds(partition, browsing.durableEnd(partition));
            session.mail().call(() -> answer.done(bounds));
        });
    }

    private static StreamBounds bounds(Group partition, long end) {
        return new StreamBounds(Math.min(partition.backlog().floor(), end), end);
    }

    /** What the partition holds now; answered when that is durable. */
    void wholeBounds(SessionState session, String topic, int number, Answer<StreamBounds> answer) {
        Browsing.refusing(session, answer, () -> {
            Group partition = browsing.partition(session, topic, number);
            long end = partition.backlog().end();
            StreamBounds bounds = bounds(partition, end);
            if (browsing.durableEnd(partition) == end) {
                session.mail().call(() -> answer.done(bounds));
            } else {
                log.want(true);
                session.mail().callStoredAt(new Mailbox.StoredAnswer<>(answer, bounds), log.end(), true);
            }
        });
    }

    // --- groups

    void declareGroup(SessionState session, StreamGroupSettings settings, StreamStart start, Answer<Void> answer) {
        Browsing.refusing(session, answer, () -> {
            Topic topic = requireStream(session, settings.topic(), Operation.READ);
            rights.group(session, Operation.CONFIGURE, settings.name());
            StreamGroup existing = StreamCatalog.of(topic).groups().get(settings.name());
            if (existing != null) {
                requireSame(existing.settings(), settings);
                session.mail().call(() -> answer.done(null));
                return;
            }
            checkDeadLetter(session, settings.rules());
            moves.places(session, StreamCatalog.of(topic).partitions(), start, answer, places -> {
                if (requireStream(session, settings.topic(), Operation.READ) != topic) {
                    throw new BrokerException(
                            ErrorCode.NOT_FOUND, "stream '" + settings.topic() + "' was deleted meanwhile");
                }
                if (!StreamCatalog.of(topic).groups().containsKey(settings.name())) {
                    moves.to(create(session, topic, settings, Ownership.OPEN), places);
                }
            });
        });
    }

    private void checkDeadLetter(SessionState session, GroupRules rules) {
        if (rules.deadLetterTopic() != null) {
            rights.topic(session, Operation.WRITE, rules.deadLetterTopic());
        }
    }

    private static void requireSame(StreamGroupSettings existing, StreamGroupSettings wanted) {
        if (!existing.equals(wanted)) {
            throw new BrokerException(
                    ErrorCode.MISMATCH,
                    "group '" + wanted.name() + "' of stream '" + wanted.topic() + "' exists with rules = "
                            + existing.rules() + ", and was asked for with " + wanted.rules());
        }
    }

    private StreamGroup create(SessionState session, Topic topic, StreamGroupSettings settings, Ownership ownership) {
        StreamTopic stream = StreamCatalog.of(topic);
        List<Integer> ids = new ArrayList<>();
        stream.partitions().forEach(partition -> ids.add(catalog.newId()));
        put(session, topic, ownership, ids, settings);
        return stream.groups().get(settings.name());
    }

    private void put(
            SessionState session, Topic topic, Ownership ownership, List<Integer> ids, StreamGroupSettings settings) {
        int namespace = session.namespace().id();
        declarations.change(
                new Change.StreamGroupPut(namespace, ownership, ids, settings),
                topic.settings().durable());
    }

    Void deleteGroup(SessionState session, String topicName, String name) {
        Topic topic = requireStream(session, topicName, Operation.READ);
        rights.group(session, Operation.CONFIGURE, name);
        StreamGroup group = requireGroup(topic, name);
        administration.requireNoneHeld(group.cursors(), "group '" + name + "' of stream '" + topicName + "'");
        group.cursors().forEach(cursor -> declarations.detach(cursor, "group '" + name + "' was deleted"));
        declarations.change(
                new Change.StreamGroupRemoved(session.namespace().id(), topicName, name),
                topic.settings().durable());
        return null;
    }

    List<StreamGroupSettings> listGroups(SessionState session, String topicName) {
        return StreamCatalog.of(requireStream(session, topicName, Operation.READ)).groups().values().stream()
                .map(StreamGroup::settings)
                .toList();
    }

    Void grow(SessionState session, String topicName, int wanted) {
        Topic topic = requireStream(session, topicName, Operation.CONFIGURE);
        StreamTopic stream = StreamCatalog.of(topic);
        int now = stream.partitions().size();
        if (wanted < now || wanted > PARTITIONS_LIMIT) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "stream '" + topicName + "' has " + now + " partitions and can have up to " + PARTITIONS_LIMIT
                            + ", never fewer than before; not " + wanted);
        }
        if (wanted == now) {
            return null;
        }
        boolean durable = topic.settings().durable();
        int first = catalog.newIds(wanted - now);
        int namespace = session.namespace().id();
        declarations.change(new Change.PartitionsAdded(namespace, topicName, first, wanted - now), durable);
        for (StreamGroup group : List.copyOf(stream.groups().values())) {
            List<Integer> ids =
                    new ArrayList<>(group.cursors().stream().map(Group::id).toList());
            while (ids.size() < wanted) {
                ids.add(catalog.newId());
            }
            put(session, topic, group.ownership(), ids, group.settings());
        }
        events.emit(new BrokerEvent.TopicChanged(session.namespace().name(), topic.settings()));
        return null;
    }

    // --- offset-owned

    Void commit(SessionState session, String name, String topicName, int number, long offset) {
        Topic topic = requireStream(session, topicName, Operation.READ);
        rights.group(session, Operation.READ, name);
        Group partition = browsing.partition(session, topicName, number);
        requireWithin(partition, offset);
        StreamGroup group = StreamCatalog.of(topic).groups().get(name);
        if (group == null) {
            rights.group(session, Operation.CONFIGURE, name);
            StreamGroupSettings settings = new StreamGroupSettings(topicName, name, GroupRules.NONE);
            group = create(session, topic, settings, Ownership.OFFSETS);
        }
        own(session, topic, group, Ownership.OFFSETS);
        group.committedBy(session);
        moves.move(group.cursors().get(number), offset);
        return null;
    }

    OptionalLong committed(SessionState session, String name, String topicName, int number) {
        Topic topic = requireStream(session, topicName, Operation.READ);
        rights.group(session, Operation.READ, name);
        browsing.partition(session, topicName, number);
        StreamGroup group = StreamCatalog.of(topic).groups().get(name);
        return group == null
                ? OptionalLong.empty()
                : OptionalLong.of(group.cursors().get(number).backlog().floor());
    }

    /** The group is used in this way from now on, unless it is in use in the other one. */
    private void own(SessionState session, Topic topic, StreamGroup group, Ownership wanted) {
        if (group.ownership() == wanted) {
            return;
        }
        boolean inUse = group.ownership() == Ownership.DELIVERY ? group.isDelivering() : group.hasCommitters();
        if (inUse) {
            String how = group.ownership() == Ownership.DELIVERY ? "acknowledges messages" : "commits offsets";
            throw new BrokerException(
                    ErrorCode.LOCKED,
                    "group '" + group.settings().name() + "' of stream '" + topic.name()
                            + "' is in use by somebody who " + how
                            + ": it can be used in the other way when they are gone");
        }
        List<Integer> ids = group.cursors().stream().map(Group::id).toList();
        put(session, topic, wanted, ids, group.settings());
    }

    // --- delivery-owned

    /** The cursor from which a consumer of the group is served. */
    Group cursor(SessionState session, String topicName, String name, int number) {
        Topic topic = requireStream(session, topicName, Operation.READ);
        rights.group(session, Operation.READ, name);
        browsing.partition(session, topicName, number);
        StreamGroup group = requireGroup(topic, name);
        if (group.ownership() != Ownership.DELIVERY && !declarations.hasRoom()) {
            throw new BrokerException(ErrorCode.LIMIT_EXCEEDED, "the log has no room for the moment: try again");
        }
        own(session, topic, group, Ownership.DELIVERY);
        return group.cursors().get(number);
    }

    /** A cursor of a subscription's own, which begins at the place when that is found. It ends with its consumer. */
    Group reader(SessionState session, StreamSource source) {
        Group partition = source.partition() == StreamSource.WHOLE_GROUP
                ? requireStreamOf(session, source.topic())
                : browsing.partition(session, source.topic(), source.partition());
        GroupSettings own = new GroupSettings(partition.name(), false, false, false, Map.of());
        Group cursor = new Group(0, own, partition);
        partition.addReader(cursor);
        cursor.pause(true);
        return cursor;
    }

    private Group requireStreamOf(SessionState session, String name) {
        rights.group(session, Operation.READ, name);
        Group group = administration.accessible(session, name);
        if (!group.isPartition()) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "group '" + name + "' in namespace '" + session.namespace().name()
                            + "' keeps no stream: it cannot be read from a place");
        }
        return group;
    }

    /** The reader's consumer has joined. */
    void begin(Consumer consumer, StreamStart start) {
        Group cursor = consumer.group();
        browsing.place(
                cursor.source(),
                start,
                place -> {
                    if (!cursor.isDeleted()) {
                        cursor.cursor().moveTo(place);
                        cursor.pause(false);
                        tails.follow(cursor);
                    }
                },
                failure -> {
                    if (!consumer.isCancelled()) {
                        consumer.cancel();
                        consumer.session().mail().call(() -> consumer.listener().cancelled(failure));
                    }
                });
    }

    /** The reader's consumer has left. */
    static void end(Group reader) {
        reader.markDeleted();
        reader.source().removeReader(reader);
    }

    StreamMoves moves() {
        return moves;
    }

    void reset(SessionState session, String topicName, String name, StreamStart place, Answer<Void> answer) {
        Browsing.refusing(session, answer, () -> {
            Topic topic = requireStream(session, topicName, Operation.READ);
            rights.group(session, Operation.CONFIGURE, name);
            moves.all(session, topic, requireGroup(topic, name), place, answer);
        });
    }

    Void move(SessionState session, String topicName, String name, int number, long offset) {
        Topic topic = requireStream(session, topicName, Operation.READ);
        rights.group(session, Operation.CONFIGURE, name);
        Group partition = browsing.partition(session, topicName, number);
        requireWithin(partition, offset);
        StreamGroup group = requireGroup(topic, name);
        moves.one(group, topic, number, offset);
        group.movedBy(session);
        return null;
    }

    private void requireWithin(Group partition, long offset) {
        if (offset < 0 || offset > browsing.durableEnd(partition)) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "offset " + offset + " is not in partition '" + partition.name() + "', which ends at "
                            + browsing.durableEnd(partition));
        }
    }

    private Topic requireStream(SessionState session, String name, Operation operation) {
        rights.topic(session, operation, name);
        Topic topic = session.namespace().topics().get(name);
        if (StreamCatalog.of(topic) == null) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "no stream '" + name + "' in namespace '"
                            + session.namespace().name() + "'");
        }
        return topic;
    }

    private static StreamGroup requireGroup(Topic topic, String name) {
        StreamGroup group = StreamCatalog.of(topic).groups().get(name);
        if (group == null) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND, "no group '" + name + "' of stream '" + topic.name() + "': declare it first");
        }
        return group;
    }
}
