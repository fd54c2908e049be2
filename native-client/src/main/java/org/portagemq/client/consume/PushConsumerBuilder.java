// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
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

    /** How many messages are worked on at a time; 16 if not said. */
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
        if (listener == null) {
            throw new IllegalArgumentException("a push consumer needs a listener");
        }
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
        return order == Order.NONE ? popping(hub.remote(), options) : reading(hub.remote(), options);
    }

    private PushConsumer popping(Remote remote, PushOptions options) {
        Counts counts = new Counts();
        Handling handling = new Handling(listener, hub.interceptors(), group);
        PopIntake intake = new PopIntake(remote, options, handling, counts);
        Workbench bench = new Workbench(
                remote.threads().listeners(),
                concurrency,
                work -> intake.finished(work, handling.handle(work)),
                work -> null);
        intake.fill(bench);
        PushConsumer opened = new PushConsumer(remote, group, bench, intake, counts);
        intake.start();
        return opened;
    }

    private PushConsumer reading(Remote remote, PushOptions options) {
        Counts counts = new Counts();
        Handling handling = new Handling(listener, hub.interceptors(), group);
        QueueIntake intake = new QueueIntake(remote, hub.notices(), options, handling, counts);
        Workbench bench = new Workbench(
                remote.threads().listeners(),
                concurrency,
                work -> intake.finished(work, handling.handle(work)),
                PushConsumerBuilder::lane);
        intake.fill(bench);
        PushConsumer opened = new PushConsumer(remote, group, bench, intake, counts);
        intake.start();
        return opened;
    }

    private static String lane(Work work) {
        return work.message()
                .orderingKey()
                .map(key -> work.message().topic() + '\u0000' + key)
                .orElse(null);
    }
}
