// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.Change;
import org.portagemq.core.record.ChangeCodec;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.routing.RouteTarget;
import org.portagemq.core.routing.Topic;

/**
 * Makes changes of what is declared: into the log when they are durable, into the catalog, and to those whom they
 * touch. Asks nobody for leave. Belongs to the core.
 */
final class Declarations {

    /** A change may take so many bytes in the log. */
    static final int CHANGE_BYTES_LIMIT = 64 << 10;

    private final Catalog catalog;
    private final TurnLog log;
    private final Settlements settlements;
    private final Totals totals;
    private final Events events;
    private ColdReads coldReads;
    private Consuming consuming;
    private Pump pump;

    Declarations(Catalog catalog, TurnLog log, Settlements settlements, Totals totals, Events events) {
        this.catalog = catalog;
        this.log = log;
        this.settlements = settlements;
        this.totals = totals;
        this.events = events;
    }

    /** Connects the parts that are made later. */
    void connect(ColdReads reads, Consuming takers, Pump newPump) {
        coldReads = reads;
        consuming = takers;
        pump = newPump;
    }

    /** A change may let the group hand out something. */
    void lookAt(Group group) {
        pump.changed(group);
    }

    /** Whether a change can be logged now. */
    boolean hasRoom() {
        return log.room(changeBytesLimit(), WriteClass.RELEASE) == Room.YES;
    }

    /** Less than {@link #CHANGE_BYTES_LIMIT} when the segments of the log are very small. */
    private int changeBytesLimit() {
        return Math.min(CHANGE_BYTES_LIMIT, log.log().bodyBytesMax());
    }

    /** Logs the change if it is durable, and carries it out. */
    void change(Change change, boolean durable) {
        if (durable) {
            byte[] bytes = ChangeCodec.encode(change);
            if (bytes.length > changeBytesLimit()) {
                throw new BrokerException(
                        ErrorCode.TOO_LARGE,
                        "the arguments take " + bytes.length + " bytes, more than the limit of " + changeBytesLimit());
            }
            log.append(RecordType.CHANGE, bytes.length, target -> target.put(bytes));
        }
        catalog.apply(change);
    }

    void bind(Namespace namespace, Binding binding) {
        Topic topic = namespace.topics().get(binding.topic());
        if (!topic.hasBinding(binding)) {
            topic.check(binding);
            change(new Change.BindingPut(namespace.id(), binding), isDurable(namespace, binding));
        }
    }

    void unbind(Namespace namespace, Binding binding) {
        Topic topic = namespace.topics().get(binding.topic());
        if (topic == null || !topic.hasBinding(binding)) {
            return;
        }
        change(new Change.BindingRemoved(namespace.id(), binding), isDurable(namespace, binding));
        deleteIfAbandoned(namespace, topic);
    }

    private boolean isDurable(Namespace namespace, Binding binding) {
        RouteTarget target = Catalog.target(namespace, binding.target());
        boolean durableTarget = target instanceof Group group
                ? group.isDurable()
                : target instanceof Topic topic && topic.settings().durable();
        return durableTarget
                && namespace.topics().get(binding.topic()).settings().durable();
    }

    private void deleteIfAbandoned(Namespace namespace, Topic topic) {
        if (topic.settings().autoDelete() && topic.isAbandoned() && !topic.isDeleted()) {
            deleteTopic(namespace, topic);
        }
    }

    void deleteTopic(Namespace namespace, Topic topic) {
        List<Binding> inbound = List.copyOf(namespace.inbound(new Binding.Target.Topic(topic.name())));
        StreamTopic stream = StreamCatalog.of(topic);
        if (stream != null) {
            detachReaders(stream, "stream '" + topic.name() + "' in namespace '" + namespace.name() + "' was deleted");
        }
        change(
                new Change.TopicRemoved(namespace.id(), topic.name()),
                topic.settings().durable());
        events.emit(new BrokerEvent.TopicDeleted(namespace.name(), topic.name()));
        afterUnbinding(namespace, inbound);
    }

    /** Topics that delete themselves go with their last binding. */
    private void afterUnbinding(Namespace namespace, List<Binding> gone) {
        for (Binding binding : gone) {
            Topic source = namespace.topics().get(binding.topic());
            if (source != null) {
                deleteIfAbandoned(namespace, source);
            }
        }
    }

    /** Deletes the group with its messages; answers how many were ready. */
    long deleteGroup(Group group) {
        Namespace namespace = group.namespace();
        long ready = group.backlog().ready();
        List<Binding> inbound = List.copyOf(namespace.inbound(new Binding.Target.Group(group.name())));
        detach(group, "group '" + group.name() + "' in namespace '" + namespace.name() + "' was deleted");
        change(new Change.GroupRemoved(namespace.id(), group.name()), group.isDurable());
        events.emit(new BrokerEvent.GroupDeleted(namespace.name(), group.name()));
        afterUnbinding(namespace, inbound);
        return ready;
    }

    /** What was read ahead of the group is not wanted any more. */
    void forgetRead(Group group) {
        coldReads.forget(group);
    }

    /** Nobody consumes from the group any more, and nobody holds anything of it. */
    void detach(Group group, String reason) {
        BrokerException gone = new BrokerException(ErrorCode.NOT_FOUND, reason);
        for (Group reader : group.readers()) {
            detach(reader, reason);
            reader.markDeleted();
        }
        for (Consumer consumer : List.copyOf(group.consumers())) {
            group.leave(consumer);
            boolean pushes = consumer.listener() != null && !consumer.isCancelled();
            settlements.forget(consumer);
            consumer.session().consumers().remove(consumer);
            if (pushes) {
                consumer.session().mail().call(() -> consumer.listener().cancelled(gone));
            }
        }
        if (group.owner() != null) {
            group.owner().exclusiveGroups().remove(group);
        }
        coldReads.forget(group);
        consuming.forget(group);
    }

    private void detachReaders(StreamTopic stream, String reason) {
        stream.partitions().forEach(partition -> detach(partition, reason));
    }

    /** Deletes a namespace with all that it holds. */
    void deleteNamespace(Namespace namespace) {
        for (Group group : namespace.groups().values()) {
            detach(group, "namespace '" + namespace.name() + "' was deleted");
        }
        for (Topic topic : namespace.topics().values()) {
            if (StreamCatalog.of(topic) != null) {
                detachReaders(StreamCatalog.of(topic), "namespace '" + namespace.name() + "' was deleted");
            }
        }
        change(new Change.NamespaceRemoved(namespace.id()), true);
    }

    /** Drops what is ready in the group; answers how many messages. */
    long purge(Group group, ProgressJournal journal) {
        long durableBytes = readyDurableBytes(group);
        long[] left = {durableBytes};
        coldReads.forget(group);
        long count = group.backlog().purge((first, last) -> {
            if (group.isDurable()) {
                journal.done(group.id(), first, last - first + 1, left[0]);
                left[0] = 0;
            }
        });
        forgetFleeting(group);
        totals.purged += count;
        return count;
    }

    /** Bytes of the ready messages that would survive a restart: what replay has to take off. */
    private static long readyDurableBytes(Group group) {
        long[] fleetingReady = {0};
        group.fleeting().forEach((offset, size) -> {
            if (group.backlog().isReady(offset) || group.backlog().isParked(offset)) {
                fleetingReady[0] += size;
            }
        });
        return group.backlog().readyBytes() - fleetingReady[0];
    }

    private static void forgetFleeting(Group group) {
        List<Long> gone = new ArrayList<>();
        group.fleeting().forEach((offset, size) -> {
            if (group.backlog().isDone(offset)) {
                gone.add(offset);
            }
        });
        gone.forEach(group::removeFleeting);
    }

    Catalog catalog() {
        return catalog;
    }
}
