// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.MalformedCommandException;
import org.portagemq.client.message.QueueRef;

/** Where a topic is: which brokers have how many queues of it. Equal by that. */
public final class TopicRoute {

    private static final int READ = 4;
    private static final int WRITE = 2;

    private final String topic;
    private final List<Share> shares;
    private final List<QueueRef> writable;
    private final List<QueueRef> readable;

    /** What one broker has of a topic. */
    public record Share(String broker, String cluster, Endpoint endpoint, int readQueues, int writeQueues) {}

    public TopicRoute(String topic, List<Share> shares) {
        this.topic = topic;
        this.shares = List.copyOf(shares);
        this.writable = queues(Share::writeQueues);
        this.readable = queues(Share::readQueues);
    }

    public String topic() {
        return topic;
    }

    public List<Share> shares() {
        return shares;
    }

    /** The queues that are sent to, in their order. */
    public List<QueueRef> writable() {
        return writable;
    }

    /** The queues that are read from, in their order. */
    public List<QueueRef> readable() {
        return readable;
    }

    private List<QueueRef> queues(ToIntFunction<Share> count) {
        return shares.stream()
                .flatMap(share -> IntStream.range(0, count.applyAsInt(share))
                        .mapToObj(id -> new QueueRef(topic, share.broker(), id)))
                .toList();
    }

    public Optional<Endpoint> endpoint(String broker) {
        for (Share share : shares) {
            if (share.broker().equals(broker)) {
                return Optional.of(share.endpoint());
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicRoute that && topic.equals(that.topic) && shares.equals(that.shares);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + shares.hashCode();
    }

    @Override
    public String toString() {
        return "TopicRoute[" + topic + ", " + shares + "]";
    }

    /** Reads what a name server says. */
    static TopicRoute read(String topic, byte[] json) {
        Map<String, Object> route = Json.readObject(json);
        Map<String, Map<?, ?>> brokers = new TreeMap<>();
        each(route.get("brokerDatas"), one -> brokers.put(String.valueOf(one.get("brokerName")), one));
        List<Share> shares = new ArrayList<>();
        each(route.get("queueDatas"), one -> {
            Map<?, ?> broker = brokers.get(String.valueOf(one.get("brokerName")));
            if (broker != null) {
                shares.add(share(one, broker));
            }
        });
        shares.sort(Comparator.comparing(Share::broker));
        return new TopicRoute(topic, shares);
    }

    private static Share share(Map<?, ?> queues, Map<?, ?> broker) {
        int permission = number(queues, "perm");
        return new Share(
                String.valueOf(broker.get("brokerName")),
                String.valueOf(broker.get("cluster")),
                endpoint(broker),
                (permission & READ) == 0 ? 0 : number(queues, "readQueueNums"),
                (permission & WRITE) == 0 ? 0 : number(queues, "writeQueueNums"));
    }

    /** The master's, or that of the first replica when there is no master. */
    public static Endpoint endpoint(Map<?, ?> broker) {
        Map<String, String> addresses = new TreeMap<>();
        if (broker.get("brokerAddrs") instanceof Map<?, ?> all) {
            all.forEach((id, address) -> addresses.put(String.valueOf(id), String.valueOf(address)));
        }
        return addresses.values().stream()
                .findFirst()
                .map(Endpoint::parse)
                .orElseThrow(() -> new MalformedCommandException("a broker without an address in a route"));
    }

    private static void each(Object list, Consumer<Map<?, ?>> action) {
        if (list instanceof List<?> all) {
            all.forEach(one -> {
                if (one instanceof Map<?, ?> map) {
                    action.accept(map);
                }
            });
        }
    }

    private static int number(Map<?, ?> json, String name) {
        return json.get(name) instanceof Number number ? number.intValue() : 0;
    }
}
