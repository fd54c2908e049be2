// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.remoting.link.ClientLink;

/**
 * Consumer groups with the clients that are in them now. Members hear of each change, since they share the queues among
 * themselves. Thread-safe: the lock is held for look-ups only.
 */
public final class ConsumerGroups {

    private final Map<String, State> groups = new HashMap<>();

    private static final class State {
        private final Map<String, Member> members = new TreeMap<>();
        private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        private final Map<Queue, Long> pulled = new HashMap<>();
        private ConsumerData data;
    }

    private record Queue(String topic, int number) {}

    /**
     * A group as it is at a moment.
     *
     * @param members by client id
     * @param data what the last heart-beat said, with the newest subscriptions
     */
    public record View(String group, List<Member> members, ConsumerData data) {}

    /** A client is in the group, or says so again. */
    public void join(ConsumerData data, Member member) {
        List<Member> told = List.of();
        synchronized (this) {
            State state = groups.computeIfAbsent(data.group(), name -> new State());
            Member before = state.members.put(member.clientId(), member);
            boolean changed = before == null || before.link() != member.link();
            changed |= subscribe(state, data.subscriptions());
            state.data = data;
            if (changed) {
                told = List.copyOf(state.members.values());
            }
        }
        tell(data.group(), told);
    }

    /** Answers whether topics have come or gone; newer expressions take the place of older ones. */
    private static boolean subscribe(State state, Map<String, Subscription> wanted) {
        boolean changed = state.subscriptions.keySet().retainAll(wanted.keySet());
        for (Subscription one : wanted.values()) {
            Subscription before = state.subscriptions.get(one.topic());
            if (before == null || one.version() >= before.version()) {
                state.subscriptions.put(one.topic(), one);
                changed |= before == null;
            }
        }
        return changed;
    }

    /** A client has left the group. */
    public void leave(String group, String clientId) {
        List<Member> told;
        synchronized (this) {
            State state = groups.get(group);
            if (state == null || state.members.remove(clientId) == null) {
                return;
            }
            told = List.copyOf(state.members.values());
            if (state.members.isEmpty()) {
                groups.remove(group);
            }
        }
        tell(group, told);
    }

    /** A connection is gone, and its clients with it. */
    public void leave(ClientLink link) {
        List<String[]> gone = new ArrayList<>();
        synchronized (this) {
            groups.forEach((group, state) -> state.members.values().stream()
                    .filter(member -> member.link() == link)
                    .forEach(member -> gone.add(new String[] {group, member.clientId()})));
        }
        gone.forEach(one -> leave(one[0], one[1]));
    }

    private static void tell(String group, List<Member> members) {
        Map<String, String> fields = Map.of("consumerGroup", group);
        for (Member member : members) {
            ClientLink link = member.link();
            link.execute(() -> link.tell(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, fields, BodyWriter.EMPTY));
        }
    }

    public synchronized Optional<View> view(String group) {
        State state = groups.get(group);
        if (state == null) {
            return Optional.empty();
        }
        ConsumerData data = state.data;
        return Optional.of(new View(
                group,
                List.copyOf(state.members.values()),
                new ConsumerData(group, data.type(), data.model(), data.fromWhere(), Map.copyOf(state.subscriptions))));
    }

    /** What the group wants of a topic; null when it says nothing. */
    public synchronized Subscription subscription(String group, String topic) {
        State state = groups.get(group);
        return state == null ? null : state.subscriptions.get(topic);
    }

    public synchronized boolean isBroadcasting(String group) {
        State state = groups.get(group);
        return state != null && state.data.isBroadcasting();
    }

    /** Members have got what is before the offset; forgotten when there are none. */
    public synchronized void pulled(String group, String topic, int queue, long offset) {
        State state = groups.get(group);
        if (state != null) {
            state.pulled.put(new Queue(topic, queue), offset);
        }
    }

    /** Up to where members have got messages of a queue, whether they are through with them or not; 0 when none have. */
    public synchronized long pulledTo(String group, String topic, int queue) {
        State state = groups.get(group);
        return state == null ? 0 : state.pulled.getOrDefault(new Queue(topic, queue), 0L);
    }

    /** Groups that want messages of the topic, in order. */
    public synchronized List<String> groupsOf(String topic) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getValue().subscriptions.containsKey(topic))
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** All groups that have members. */
    public synchronized List<String> names() {
        return List.copyOf(new TreeSet<>(groups.keySet()));
    }
}
