// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.form.Receipt;
import org.portagemq.client.form.SettleRequests;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;

/**
 * Acknowledges messages of one group. While a request is on its way, what comes for the same broker and topic is gathered for the
 * next one, so that the busier it is, the more messages share one. Thread-safe.
 */
final class Acks {

    private static final int MOST_TOGETHER = 1_024;
    /** How far apart messages may be that one request names. */
    private static final int LONGEST_DISTANCE = 1 << 16;

    /** Field of an answer: which messages were not out any more. A stock broker does not tell. */
    private static final String GONE = "gone";

    private final Remote remote;
    private final String group;
    private final Map<Lane, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * An acknowledgement.
     *
     * @param then told the failure, or null, on an event loop
     */
    record Ack(String messageId, Receipt receipt, Consumer<Throwable> then) {}

    Acks(Remote remote, String group) {
        this.remote = remote;
        this.group = group;
    }

    void add(Endpoint broker, String topic, Ack ack) {
        Lane lane = new Lane(broker, topic);
        long distance = ack.receipt.distance();
        if (distance < 0 || distance > LONGEST_DISTANCE) {
            lane.send(List.of(ack), () -> {});
            return;
        }
        Lane known = lanes.get(lane);
        (known == null ? lanes.computeIfAbsent(lane, itself -> itself) : known).gathering.add(ack);
    }

    /** The acknowledgements for a topic of one broker; equal by those. */
    private final class Lane {

        private final Endpoint broker;
        private final String topic;
        private final Gathering<Ack> gathering = new Gathering<>(MOST_TOGETHER, this::send);

        Lane(Endpoint broker, String topic) {
            this.broker = broker;
            this.topic = topic;
        }

        void send(List<Ack> together, Runnable afterwards) {
            remote.ask(
                    broker,
                    together.size() == 1 ? one(together.get(0)) : several(together),
                    remote.usualDeadline(),
                    (answer, failure) -> {
                        afterwards.run();
                        tell(together, answer, failure);
                    });
        }

        private Request one(Ack ack) {
            return SettleRequests.ack(group, topic, ack.messageId, ack.receipt);
        }

        private Request several(List<Ack> together) {
            Map<Receipt, BitSet> bits = new LinkedHashMap<>();
            Receipt last = null;
            BitSet offsets = null;
            for (Ack ack : together) {
                // Messages that came together are mostly done with together.
                if (last == null || !last.isCountedWith(ack.receipt)) {
                    last = ack.receipt;
                    offsets = bits.computeIfAbsent(last.first(), first -> new BitSet());
                }
                offsets.set((int) ack.receipt.distance());
            }
            List<Object> acks = new ArrayList<>(bits.size());
            bits.forEach((first, all) -> acks.add(json(first, all)));
            return Request.of(RequestCode.BATCH_ACK_MESSAGE, "acknowledge messages of topic", topic)
                    .json(Map.of("brokerName", together.get(0).receipt.broker(), "acks", acks));
        }

        private Map<String, Object> json(Receipt first, BitSet offsets) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("c", group);
            json.put("t", topic);
            json.put("r", first.retry());
            json.put("so", first.start());
            json.put("q", first.queue());
            json.put("rq", first.reviveQueue());
            json.put("pt", first.popTime());
            json.put("it", first.invisibleMs());
            json.put("b", Base64.getEncoder().encodeToString(offsets.toByteArray()));
            return json;
        }

        private void tell(List<Ack> together, Command answer, Throwable failure) {
            String gone = failure == null ? answer.field(GONE) : null;
            if (gone == null) {
                together.forEach(ack -> ack.then.accept(failure));
                return;
            }
            Set<String> stale = Set.of(gone.split(";", -1));
            for (Ack ack : together) {
                ack.then.accept(stale.contains(name(ack.receipt)) ? stale(ack) : null);
            }
        }

        private static String name(Receipt receipt) {
            return receipt.queue() + " " + receipt.offset() + " " + receipt.popTime();
        }

        private StaleReceiptException stale(Ack ack) {
            return new StaleReceiptException(Incident.at(
                    broker.toString(),
                    "acknowledge message '" + ack.messageId + "'",
                    "it is not out to this consumer any more: its time is over, or it was settled"));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Lane that && broker.equals(that.broker) && topic.equals(that.topic);
        }

        @Override
        public int hashCode() {
            return 31 * broker.hashCode() + topic.hashCode();
        }
    }
}
