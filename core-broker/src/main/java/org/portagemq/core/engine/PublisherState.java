// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.record.KeyHash;
import org.portagemq.core.routing.Topic;

/**
 * A publisher's handle in the core: the topic or group behind its name, found once, and the routes of the keys that it
 * used lately. Belongs to the core.
 */
final class PublisherState {

    /** The stream chooses. */
    static final int ANY_PARTITION = -1;

    private static final int ROUTES_LIMIT = 1_024;

    private final SessionState session;
    private final String name;
    private final boolean toGroup;
    private final PublishListener listener;
    private final Publisher.Times times;
    private final byte[] nameUtf8;
    private final Map<String, RouteSet> routes = new HashMap<>();
    private Topic topic;
    private int partition = ANY_PARTITION;
    private int routesEpoch = -1;
    private int rightsEpoch = -1;
    private String numbering = "";
    private KeyHash numbers;

    PublisherState(
            SessionState session, String name, boolean toGroup, PublishListener listener, Publisher.Times times) {
        this.times = times;
        this.session = session;
        this.name = name;
        this.toGroup = toGroup;
        this.listener = listener;
        this.nameUtf8 = toGroup ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
    }

    SessionState session() {
        return session;
    }

    /** Of the topic, or of the group when it publishes straight to one. */
    String name() {
        return name;
    }

    boolean toGroup() {
        return toGroup;
    }

    PublishListener listener() {
        return listener;
    }

    /** The message with the time that counts. */
    Message timed(Message message) {
        if (times == Publisher.Times.ALWAYS || message.deliverAt() == Message.AT_ONCE) {
            return message;
        }
        Topic found = session.namespace().topics().get(name);
        return found != null && found.settings().delaying() ? message : message.deliverAt(Message.AT_ONCE);
    }

    /** What the numbers of messages begin with, by who numbers them: the same one all the time, as a rule. */
    KeyHash numbersOf(String owner) {
        if (!owner.equals(numbering)) {
            numbers = KeyHash.ofNumbers(session.namespace().id(), owner);
            numbering = owner;
        }
        return numbers;
    }

    /** The topic's name as it is stored with messages. */
    byte[] nameUtf8() {
        return nameUtf8;
    }

    /** The partition of a stream that it publishes to, or {@link #ANY_PARTITION}. */
    int partition() {
        return partition;
    }

    PublisherState partition(int chosen) {
        partition = chosen;
        return this;
    }

    Topic topic() {
        return topic;
    }

    void topic(Topic found) {
        topic = found;
    }

    /** Whether the right to write was found at this epoch of the gate. */
    boolean isAllowedAt(int epoch) {
        return rightsEpoch == epoch;
    }

    void allowedAt(int epoch) {
        rightsEpoch = epoch;
    }

    /** The route found before for the key, if nothing was bound or deleted since. */
    RouteSet route(String key, int topologyEpoch) {
        if (routesEpoch != topologyEpoch) {
            routes.clear();
            routesEpoch = topologyEpoch;
            topic = null;
            return null;
        }
        return routes.get(key);
    }

    void remember(String key, RouteSet route) {
        if (routes.size() >= ROUTES_LIMIT) {
            routes.clear();
        }
        routes.put(key, route);
    }
}
