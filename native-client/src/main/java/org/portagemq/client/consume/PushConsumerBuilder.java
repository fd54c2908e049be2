// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Remote;

/** Sets up a consumer that is called with messages. Made by the client. Not thread-safe. */
public final class PushConsumerBuilder {

    private static final int USUAL_CONCURRENCY = 16;
    private static final int USUAL_PREFETCH = 256;
    private static final long USUAL_PREFETCH_BYTES = 16L << 20;
    private static final Duration USUAL_INVISIBLE = Duration.ofSeconds(60);
    private static final Duration USUAL_PROCESSING = Duration.ofMinutes(15);
    private static final int USUAL_ATTEMPTS = 16;

    private final ConsumerHub hub;
    private final Map<String, Filter> subscriptions = new LinkedHashMap<>();
    private String group;
    private GroupStart start = GroupStart.FIRST;
    private MessageListener listener;
    private BatchListener batchListener;
    private Lots lots = Lots.SINGLE;
    private Optional<OffsetStore> broadcast = Optional.empty();
    private int concurrency = USUAL_CONCURRENCY;
    private int prefetchMessages = USUAL_PREFETCH;
    private long prefetchBytes = USUAL_PREFETCH_BYTES;
    private Duration invisible = USUAL_INVISIBLE;
    private Duration processingTimeout = USUAL_PROCESSING;
    private int maxAttempts = USUAL_ATTEMPTS;
    private RetryDelays delays = RetryDelays.USUAL;
    private Order order = Order.NONE;

    public PushConsumerBuilder(ConsumerHub hub) {
        this.hub = hub;
    }

    /** Consumers of one group share the messages. */
    public PushConsumerBuilder group(String name) {
        group = name;
        return this;
    }

    /** One topic more. All consumers of a group subscribe to the same. */
    public PushConsumerBuilder subscribe(String topic, Filter filter) {
        subscriptions.put(topic, filter);
        return this;
    }

    /** Where the group begins if it is new; at the first message if not said. */
    public PushConsumerBuilder start(GroupStart where) {
        start = where;
        return this;
    }

    public PushConsumerBuilder listener(MessageListener called) {
        listener = called;
        return this;
    }

    /**
     * In place of a listener that is called with each message, one that is called with several.
     *
     * @param most how many at a time; not more than half of {@code prefetchMessages}
     * @param linger for how long the first waits until there are so many; less than half of {@code invisible}
     */
    public PushConsumerBuilder batchListener(BatchListener called, int most, Duration linger) {
        batchListener = called;
        lots = new Lots(requirePositive("most", most), linger, hub.remote().threads()::after);
        return this;
    }

    /**
     * Each consumer of the group gets all messages, in place of its part: it reads the queues by itself, and keeps by itself how far it
     * is. A message that fails is tried again here.
     *
     * @param offsets of this consumer only
     */
    public PushConsumerBuilder broadcast(OffsetStore offsets) {
        broadcast = Optional.of(offsets);
        return this;
    }

    /** How many calls of the listener run at a time; 16 if not said. */
    public PushConsumerBuilder concurrency(int most) {
        concurrency = requirePositive("concurrency", most);
        return this;
    }

    /** How many messages the consumer has at most, worked on or not; 256 if not said. */
    public PushConsumerBuilder prefetchMessages(int most) {
        prefetchMessages = requirePositive("prefetchMessages", most);
        return this;
    }

    /** With so many bytes of bodies nothing is fetched; 16 MiB if not said. */
    public PushConsumerBuilder prefetchBytes(long most) {
        prefetchBytes = most;
        return this;
    }

    /** For how long others do not get a message that is here; extended while it is worked on. 60 s if not said. */
    public PushConsumerBuilder invisible(Duration time) {
        invisible = time;
        return this;
    }

    /** After which a message that is still worked on is not kept from others any more; 15 minutes if not said. */
    public PushConsumerBuilder processingTimeout(Duration time) {
        processingTimeout = time;
        return this;
    }

    /** After which a message goes to the dead letters; 16 if not said. */
    public PushConsumerBuilder maxAttempts(int most) {
        maxAttempts = requirePositive("maxAttempts", most);
        return this;
    }

    /** How long a message rests after an attempt for which {@link ConsumeResult#retry()} was said. */
    public PushConsumerBuilder retryDelays(RetryDelays between) {
        delays = between;
        return this;
    }

    /**
     * Whether messages of one ordering key are worked on one after the other, in their order, which they do not if not said. Then the
     * members of the group share the queues of a topic, not its messages, and no more of them than queues have work.
     */
    public PushConsumerBuilder order(Order kept) {
        order = kept;
        return this;
    }

    static int requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is at least 1, not " + value);
        }
        return value;
    }

    /**
     * Begins to call the listener.
     *
     * @throws org.portagemq.client.error.NotFoundException when a topic does not exist
     * @throws org.portagemq.client.error.FilterSyntaxException when a broker does not understand a filter
     */
    public PushConsumer open() {
        requireConsistent();
        ConsumerOptions consumer = new ConsumerOptions(group, Map.copyOf(subscriptions), start);
        Opening.check(hub.remote(), consumer);
        PushOptions options = new PushOptions(
                consumer,
                concurrency,
                prefetchMessages,
                prefetchBytes,
                invisible,
                processingTimeout,
                maxAttempts,
                delays);
        Counts counts = new Counts();
        Handling handling = listener == null
                ? new BatchHandling(batchListener, hub.interceptors(), group)
                : new SingleHandling(listener, hub.interceptors(), group);
        Intake intake = intake(options, handling, counts);
        Workbench bench = new Workbench(
                hub.remote().threads().listeners(),
                concurrency,
                lots,
                lot -> work(lot, handling, intake),
                order == Order.NONE ? work -> null : PushConsumerBuilder::lane);
        intake.fill(bench);
        PushConsumer opened = new PushConsumer(hub.remote(), group, bench, intake, counts);
        intake.start();
        return opened;
    }

    private void requireConsistent() {
        if ((listener == null) == (batchListener == null)) {
            throw new IllegalArgumentException("a push consumer needs a listener, or a batch listener: one of them");
        }
        if (lots.most() > 1 && lots.most() > prefetchMessages / 2) {
            throw new IllegalArgumentException(
                    "a batch of " + lots.most() + " is more than half of prefetchMessages, " + prefetchMessages);
        }
        if (lots.linger().compareTo(invisible.dividedBy(2)) >= 0) {
            throw new IllegalArgumentException("messages linger for " + lots.linger()
                    + ", which is not less than half of invisible, " + invisible);
        }
    }

    private Intake intake(PushOptions options, Handling handling, Counts counts) {
        Remote remote = hub.remote();
        if (broadcast.isEmpty() && order == Order.NONE) {
            return new PopIntake(remote, options, handling, counts);
        }
        QueueLog log = new QueueLog(remote, Optional.of(group));
        Holding holding = broadcast.isPresent()
                ? new AllQueues(remote, options.consumer(), broadcast.get())
                : new LockedQueues(remote, hub.notices(), log, options.consumer());
        return new QueueIntake(remote, log, holding, options, handling, counts);
    }

    private static void work(List<Work> lot, Handling handling, Intake intake) {
        List<ConsumeResult> results = handling.handle(lot);
        for (int i = 0; i < lot.size(); i++) {
            intake.finished(lot.get(i), results.get(i));
        }
    }

    private static String lane(Work work) {
        return work.message()
                .orderingKey()
                .map(key -> work.message().topic() + '\u0000' + key)
                .orElse(null);
    }
}
