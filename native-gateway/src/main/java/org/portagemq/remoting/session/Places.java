// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Place;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.remoting.session.SessionSettings.QueueOrder;

/** Queues that clients name, made when they do not exist where that is allowed, and the temporary places of a connection. */
final class Places {

    private static final int REMEMBERED = 1_024;

    /** As many priorities as clients know, under the name that clients of AMQP declare them with. */
    private static final int MAX_PRIORITY = 9;

    private static final Map<String, Object> PRIORITIES = Map.of("x-max-priority", (long) MAX_PRIORITY);

    /** The same for queues that keep messages of one group at one consumer, as clients of STOMP declare them. */
    private static final Map<String, Object> GROUPS = Map.of("x-message-groups", true);

    private final Host host;
    private final boolean autoCreate;
    private final QueueOrder queueOrder;
    private final Set<String> made = new HashSet<>();
    private final Map<String, Place> temporary = new HashMap<>();

    Places(Host host, boolean autoCreate, QueueOrder queueOrder) {
        this.host = host;
        this.autoCreate = autoCreate;
        this.queueOrder = queueOrder;
    }

    /** Rules of groups that keep priorities apart. */
    static GroupSettings withPriorities(String name, boolean durable, boolean exclusive, boolean autoDelete) {
        GroupRules rules = GroupRules.NONE.withMaxPriority(MAX_PRIORITY);
        return new GroupSettings(name, durable, exclusive, autoDelete, PRIORITIES, rules);
    }

    private static GroupSettings withGroups(String queue) {
        GroupRules rules = GroupRules.NONE.toBuilder().orderedByKey(true).build();
        return new GroupSettings(queue, true, false, false, GROUPS, rules);
    }

    /** Makes a queue before a message that names it; whether it is there shows when the message is routed. */
    void prepare(Place place) {
        if (place.kind() != Place.Kind.QUEUE || !autoCreate || made.contains(place.name())) {
            return;
        }
        if (made.size() >= REMEMBERED) {
            made.clear();
        }
        made.add(place.name());
        make(place.name(), () -> {}, reason -> made.remove(place.name()));
    }

    /** It is there no more. */
    void gone(String queue) {
        made.remove(queue);
    }

    /** Tells whether the place is there, now that a queue was made if it may be. */
    void find(Place place, Runnable found, Consumer<BrokerException> missing) {
        switch (place.kind()) {
            case QUEUE -> {
                if (autoCreate) {
                    make(place.name(), found, missing);
                } else {
                    require(place.name(), found, missing);
                }
            }
            case TOPIC ->
                host.session().admin().describeTopic(Routes.topic(place), Calls.answer(topic -> found.run(), missing));
            case TEMPORARY_QUEUE, TEMPORARY_TOPIC -> requireTemporary(place, found, missing);
        }
    }

    /** One that is there stays as it is, whatever its settings are. */
    private void make(String queue, Runnable found, Consumer<BrokerException> failed) {
        GroupSettings usual =
                queueOrder == QueueOrder.GROUP ? withGroups(queue) : withPriorities(queue, true, false, false);
        declare(usual, found, whyNot -> {
            if (whyNot.code() == ErrorCode.NOT_SUPPORTED) {
                // A group of a stream, which has the order of the stream.
                declare(GroupSettings.durable(queue), found, failed);
            } else {
                requireInstead(queue, whyNot, found, failed);
            }
        });
    }

    private void declare(GroupSettings settings, Runnable found, Consumer<BrokerException> failed) {
        host.session().admin().declareGroup(settings, Calls.answer(info -> found.run(), failed));
        host.called();
    }

    /** It could not be made: that does not matter when it is there. */
    private void requireInstead(
            String queue, BrokerException whyNot, Runnable found, Consumer<BrokerException> failed) {
        require(queue, found, reason -> failed.accept(reason.code() == ErrorCode.NOT_FOUND ? whyNot : reason));
    }

    private void require(String group, Runnable found, Consumer<BrokerException> failed) {
        host.session().admin().describeGroup(group, Calls.<GroupInfo>answer(info -> found.run(), failed));
        host.called();
    }

    /** Those of other connections are there, but locked; they may be sent to. */
    private void requireTemporary(Place place, Runnable found, Consumer<BrokerException> missing) {
        require(place.name(), found, reason -> {
            if (reason.code() == ErrorCode.LOCKED) {
                found.run();
            } else {
                missing.accept(reason);
            }
        });
    }

    boolean isOwn(Place place) {
        return temporary.containsKey(place.name());
    }

    /** A temporary topic is a group in which nothing arrives: it says that the topic is there, and whose it is. */
    void makeTemporary(long request, Place place) {
        String prefix = place.kind() == Place.Kind.TEMPORARY_QUEUE ? Routes.TEMPORARY_QUEUE : Routes.TEMPORARY_TOPIC;
        if (!place.kind().isTemporary() || !place.name().startsWith(prefix)) {
            host.failed(request, Failure.Kind.INVALID, "a temporary place has a name that begins with " + prefix);
            return;
        }
        host.session()
                .admin()
                .declareGroup(
                        withPriorities(place.name(), false, true, false),
                        Calls.answer(
                                info -> {
                                    temporary.put(place.name(), place);
                                    host.done(request);
                                },
                                reason -> host.failed(request, reason)));
    }

    /** Deletes one; the caller has seen that nobody consumes from a topic. */
    void deleteTemporary(long request, Place place) {
        if (!isOwn(place)) {
            host.failed(request, Failure.Kind.NOT_FOUND, "there is no " + place + " of this connection");
            return;
        }
        host.session()
                .admin()
                .deleteGroup(
                        place.name(),
                        true,
                        false,
                        Calls.answer(
                                count -> {
                                    temporary.remove(place.name());
                                    host.done(request);
                                },
                                reason -> host.failed(request, reason)));
    }
}
