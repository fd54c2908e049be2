// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * The partition of a stream that a subscription reads, or all of them. A subscription to all gets the messages of each
 * partition in their order, with one credit for all together, also from partitions that the stream gets later. They are
 * settled at the source that each delivery names, because every partition counts its own offsets.
 *
 * @param group a delivery-owned group whose cursor moves with it; null for a reader with a position of its own, which ends
 *     with the subscription
 * @param start where a reader of its own begins; a group goes on where it is
 */
public record StreamSource(String topic, int partition, String group, StreamStart start) {

    /** In place of a partition: the stream is not that of a topic, but of a group with the name. */
    public static final int WHOLE_GROUP = -1;

    /** In place of a partition: all of the topic. */
    public static final int ALL_PARTITIONS = -2;

    public StreamSource {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(start);
    }

    /** A reader of a group that keeps a stream. */
    public static StreamSource ofGroup(String group, StreamStart start) {
        return new StreamSource(group, WHOLE_GROUP, null, start);
    }

    /** A reader with a position of its own. */
    public static StreamSource reader(String topic, int partition, StreamStart start) {
        return new StreamSource(topic, partition, null, start);
    }

    /** A reader of all partitions with positions of its own. */
    public static StreamSource wholeReader(String topic, StreamStart start) {
        return new StreamSource(topic, ALL_PARTITIONS, null, start);
    }

    /** A consumer of a delivery-owned group in all partitions. */
    public static StreamSource wholeGroup(String topic, String group) {
        return new StreamSource(topic, ALL_PARTITIONS, Objects.requireNonNull(group), StreamStart.NEXT);
    }

    /** The same in one partition. */
    public StreamSource in(int number) {
        return new StreamSource(topic, number, group, start);
    }

    /** A consumer of a delivery-owned group. */
    public static StreamSource group(String topic, int partition, String group) {
        return new StreamSource(topic, partition, Objects.requireNonNull(group), StreamStart.NEXT);
    }
}
