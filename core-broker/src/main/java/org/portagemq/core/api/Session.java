// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One connection's way into the broker. Not thread-safe: belongs to its executor.
 *
 * <p>Calls are collected and handed to the broker together by {@link #flush()}; they take effect in the order in which
 * they were made. Nothing happens before the flush.
 */
public interface Session extends AutoCloseable {

    String namespace();

    Principal principal();

    /**
     * A handle to publish to a topic by name. The topic is looked up, and the right to write to it checked, when a
     * message is published; the empty name is the default topic, which routes by the group's name.
     */
    default Publisher publisher(String topic, PublishListener listener) {
        return publisher(topic, listener, Publisher.Times.ALWAYS);
    }

    /** The same, with a say in which times of messages count. */
    Publisher publisher(String topic, PublishListener listener, Publisher.Times times);

    /** A handle to publish to a stream and choose the partition; the stream's bindings get the message too. */
    Publisher publisherToPartition(String topic, int partition, PublishListener listener);

    /** A handle to publish straight to a group, whatever bindings exist. */
    Publisher publisherToGroup(String group, PublishListener listener);

    /** Starts to consume. The listener is told first whether that was accepted. */
    Subscription subscribe(SubscribeRequest request, SubscriptionListener listener);

    /** A handle to take single messages of a group on demand. */
    Fetcher fetcher(String group);

    /** Begins a local transaction. It ends with the session if it is not ended before: rolled back. */
    Transaction begin();

    /**
     * Whether a transaction was committed by a key lately, in any session; answered when that is stored. One that is not known
     * while its key would be was not committed, and will not be once its session has ended.
     */
    void isCommitted(Deduplication by, Answer<Boolean> answer);

    /** The transactions of the namespace that wait for a decision. */
    void listPrepared(Answer<List<PreparedTransaction>> answer);

    /**
     * Makes a transaction visible that waits for a decision. Answered when durable. Needs the rights for what is done in
     * it; refused with {@link ErrorCode#NOT_FOUND} when none of the id waits.
     */
    void commitPrepared(long transaction, Answer<Void> answer);

    /** Forgets a transaction that waits for a decision; those acknowledged in it are ready again. Otherwise the same. */
    void rollbackPrepared(long transaction, Answer<Void> answer);

    /** From now on the session may be asked for a publisher group what became of its transactions; null ends that. */
    void check(String publisherGroup, CheckListener listener);

    /** Looks at messages of a group without taking them, from an arrival offset on. */
    void browse(String group, long fromOffset, int max, Answer<BrowsePage> answer);

    /**
     * As {@link #browse}, for messages that pass the filter: a page may hold less than there is, or nothing, and says where
     * to go on.
     */
    void browse(String group, long fromOffset, int max, Filter filter, Answer<BrowsePage> answer);

    /** Reads a partition of a stream topic from an offset on. Only messages past the durable point are seen. */
    void read(String topic, int partition, long fromOffset, int max, Answer<BrowsePage> answer);

    /**
     * As {@link #read}, and waits when there is nothing yet.
     *
     * @param waitMs how long at most, in steps of about 100 ms; then the page is empty
     */
    void read(String topic, int partition, long fromOffset, int max, long waitMs, Answer<BrowsePage> answer);

    /**
     * The same for messages that pass the filter: a page may hold less than there is, or nothing, and says where to go on.
     * What is waited for is any message.
     */
    void read(
            String topic,
            int partition,
            long fromOffset,
            int max,
            long waitMs,
            Filter filter,
            Answer<BrowsePage> answer);

    /** Whether a filter is understood; refused with {@link ErrorCode#INVALID} saying what is not. */
    void check(Filter filter, Answer<Void> answer);

    /**
     * The message at a place that {@link PublishListener#placed} or {@link BrowsePage#source} told of; empty when it is not
     * kept any more, or never was in this namespace. Needs the right to read its topic.
     */
    void messageAt(int partitionId, long offset, Answer<Optional<PlacedMessage>> answer);

    /**
     * Messages of a partition from an offset on that are ready for a group of the stream, none of which is taken: so many are
     * looked at, and those that pass the filter are told. {@link ErrorCode#NOT_FOUND} when there is no such group.
     */
    void peek(
            String group,
            String topic,
            int partition,
            long fromOffset,
            int max,
            Filter filter,
            Answer<BrowsePage> answer);

    /** What a partition holds now that a power cut cannot take back. Answered at once: what is on its way is left out. */
    void streamBounds(String topic, int partition, Answer<StreamBounds> answer);

    /** What a partition holds now; answered when all of that is past the durable point. */
    void wholeBounds(String topic, int partition, Answer<StreamBounds> answer);

    /**
     * Says how far an offset-owned group of a stream is: the offset of the next message that it wants. The group is
     * declared if it does not exist. Answered when it is stored.
     */
    void commitOffset(String group, String topic, int partition, long offset, Answer<Void> answer);

    /**
     * As {@link #commitOffset}, answered at once: a crash of the machine may take the offset back to an earlier one. For
     * clients who say often how far they are, and are ready to read a little again.
     */
    void noteOffset(String group, String topic, int partition, long offset, Answer<Void> answer);

    /** How far the group is; empty when it does not exist. */
    void committedOffset(String group, String topic, int partition, Answer<OptionalLong> answer);

    /**
     * The first offset of a stream's partition whose message was stored at this time or later (epoch ms); the end of {@link
     * #streamBounds} if there is none below it.
     */
    void offsetAt(String topic, int partition, long time, Answer<Long> answer);

    /** Messages that were published to the topic with the key, newest first. */
    void find(String topic, String key, int max, Answer<List<StoredMessage>> answer);

    /**
     * Counts one more channel of the connection: a line of work of its own, where the protocol has several on one connection.
     * It counts until {@link #leaveChannel} or the end of the session.
     *
     * @throws BrokerException {@link ErrorCode#LIMIT_EXCEEDED} when the user has as many as it may
     */
    default void enterChannel() {}

    /** One channel less. */
    default void leaveChannel() {}

    /** Declares and lists what the namespace holds. */
    Admin admin();

    /**
     * Whether the connection can take more bytes; while it cannot, its subscriptions get nothing. Takes effect with the next
     * flush. May be called from within a listener's call, and must be, when the write of a delivery has filled the
     * connection: the broker goes on to deliver as soon as the listener returns.
     */
    void writable(boolean writable);

    /** Hands all calls since the last flush to the broker. Never blocks. */
    void flush();

    /**
     * Ends the session: unsettled messages become ready again, open transactions are rolled back, exclusive groups are
     * deleted. Its listeners hear nothing more. May be called more than once.
     */
    @Override
    void close();
}
