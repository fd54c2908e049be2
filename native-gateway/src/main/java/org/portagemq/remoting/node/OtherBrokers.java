// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.portagemq.remoting.link.ClientLink;

/**
 * Brokers that have registered with this name server, for as long as they say so again and again on a connection that lasts.
 * Nothing of it is kept over a restart: they register again. Thread-safe.
 */
public final class OtherBrokers {

    private static final int MOST = 1_024;

    private final LongSupplier clock;
    private final Map<String, Map<Long, Entry>> byName = new TreeMap<>();

    private record Entry(Registration said, ClientLink link, Map<String, RouteQueues> topics, long until) {}

    /**
     * What a broker says of itself.
     *
     * @param id 0 for the one that writes, others for its copies
     * @param address host and port
     * @param version of its topics, as it counts
     * @param lastsMs how long it counts without saying it again
     */
    public record Registration(
            String cluster, String name, long id, String address, Map<String, Object> version, long lastsMs) {}

    /**
     * A broker by its name, with all that are it.
     *
     * @param addresses by their ids
     * @param topics of the one that writes, or else of the first copy
     */
    public record View(String cluster, String name, Map<Long, String> addresses, Map<String, RouteQueues> topics) {}

    /** @param clock epoch ms */
    OtherBrokers(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * A broker is there, with these topics among those it has said before.
     *
     * @return the address of the one that writes, if it is another one that is known
     * @throws IllegalStateException when there are too many
     */
    public synchronized Optional<String> register(Registration said, Map<String, RouteQueues> topics, ClientLink link) {
        expire();
        Map<Long, Entry> entries = byName.computeIfAbsent(said.name(), name -> new TreeMap<>());
        Entry before = entries.get(said.id());
        if (before == null && count() >= MOST) {
            throw new IllegalStateException("this name server knows " + MOST + " brokers already, which are the most");
        }
        // An address that has become another broker's is this one's no longer.
        remove((id, entry) -> entry.said.address().equals(said.address()) && id != said.id(), said.name());
        Map<String, RouteQueues> all = new TreeMap<>(before == null ? Map.of() : before.topics);
        all.putAll(topics);
        entries.put(said.id(), new Entry(said, link, all, clock.getAsLong() + said.lastsMs()));
        Entry writer = entries.get(0L);
        return writer == null || said.id() == 0 ? Optional.empty() : Optional.of(writer.said.address());
    }

    private int count() {
        return byName.values().stream().mapToInt(Map::size).sum();
    }

    private interface Condition {
        boolean holds(long id, Entry entry);
    }

    private void remove(Condition condition, String name) {
        byName.get(name).entrySet().removeIf(one -> condition.holds(one.getKey(), one.getValue()));
    }

    /** A broker ends; answers whether it was known. */
    public synchronized boolean unregister(String name, long id, String address) {
        Map<Long, Entry> entries = byName.get(name);
        Entry entry = entries == null ? null : entries.get(id);
        if (entry == null || !entry.said.address().equals(address)) {
            return false;
        }
        entries.remove(id);
        byName.values().removeIf(Map::isEmpty);
        return true;
    }

    void leave(ClientLink link) {
        drop(entry -> entry.link == link);
    }

    private void expire() {
        long now = clock.getAsLong();
        drop(entry -> entry.until < now);
    }

    private synchronized void drop(Predicate<Entry> gone) {
        byName.values().forEach(entries -> entries.values().removeIf(gone));
        byName.values().removeIf(Map::isEmpty);
    }

    /** Those that are there, in order of their names. */
    public synchronized List<View> all() {
        expire();
        List<View> all = new ArrayList<>();
        byName.forEach((name, entries) -> {
            Map<Long, String> addresses = new LinkedHashMap<>();
            entries.forEach((id, entry) -> addresses.put(id, entry.said.address()));
            Entry first = entries.values().iterator().next();
            all.add(new View(first.said.cluster(), name, addresses, Map.copyOf(first.topics)));
        });
        return all;
    }

    /** The version of its topics that a broker has registered last. */
    public synchronized Optional<Map<String, Object>> version(String name, long id) {
        expire();
        return Optional.ofNullable(byName.get(name))
                .map(entries -> entries.get(id))
                .map(entry -> entry.said.version());
    }

    /**
     * Gives the topics of a broker another permission, until it registers them again.
     *
     * @return how many have changed; nothing when there is no such broker
     */
    public synchronized Optional<Integer> permit(String name, IntUnaryOperator change) {
        expire();
        Map<Long, Entry> entries = byName.get(name);
        if (entries == null) {
            return Optional.empty();
        }
        int changed = 0;
        for (Entry entry : entries.values()) {
            for (Map.Entry<String, RouteQueues> topic : entry.topics.entrySet()) {
                RouteQueues now = topic.getValue();
                RouteQueues then = now.permitting(change.applyAsInt(now.permission()));
                if (!then.equals(now)) {
                    topic.setValue(then);
                    changed++;
                }
            }
        }
        return Optional.of(changed);
    }

    /** Forgets a topic, until a broker registers it again. */
    public synchronized void forget(String topic) {
        byName.values().forEach(entries -> entries.values().forEach(entry -> entry.topics.remove(topic)));
    }
}
