// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.CheckListener;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Fetcher;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;

/** A session on its executor's side: collects calls and carries them to the core, many at a time. */
final class EngineSession implements Session {

    private final Engine engine;
    private final SessionState state;
    private final Admin admin;
    private List<Command> calls = new ArrayList<>();
    private boolean closed;

    EngineSession(Engine engine, SessionState state) {
        this.engine = engine;
        this.state = state;
        this.admin = new EngineAdmin(engine, this);
        state.mailbox().whenRelieved(() -> {
            add(new Command.Urgent(() -> engine.sessions().relieved(state)));
            flush();
        });
    }

    /** What the session has collected, as one task of the core. */
    private record Batch(Engine engine, SessionState state, List<Command> calls) implements SerialCore.CoreTask {
        @Override
        public void run() {
            engine.sessions().run(state, calls);
        }

        @Override
        public Executor home() {
            return state.executor();
        }
    }

    void add(Command call) {
        if (!closed) {
            calls.add(call);
        }
    }

    SessionState state() {
        return state;
    }

    @Override
    public String namespace() {
        return state.namespace().name();
    }

    @Override
    public Principal principal() {
        return state.principal();
    }

    @Override
    public Publisher publisher(String topic, PublishListener listener, Publisher.Times times) {
        return new EnginePublisher(engine, this, new PublisherState(state, topic, false, listener, times));
    }

    @Override
    public Publisher publisherToPartition(String topic, int partition, PublishListener listener) {
        if (partition < 0) {
            throw new BrokerException(ErrorCode.INVALID, "partitions have numbers from 0 on, not " + partition);
        }
        return new EnginePublisher(
                engine,
                this,
                new PublisherState(state, topic, false, listener, Publisher.Times.ALWAYS).partition(partition));
    }

    @Override
    public Publisher publisherToGroup(String group, PublishListener listener) {
        return new EnginePublisher(
                engine, this, new PublisherState(state, group, true, listener, Publisher.Times.ALWAYS));
    }

    @Override
    public Subscription subscribe(SubscribeRequest request, SubscriptionListener listener) {
        StreamSource stream = request.stream();
        if (stream == null && NamedStreamGroup.isPossible(request.group())) {
            return NamedGroupSubscription.open(engine, this, request, listener);
        }
        return stream != null && stream.partition() == StreamSource.ALL_PARTITIONS
                ? WholeStreamSubscription.open(engine, this, request, listener)
                : EngineSubscription.open(engine, this, request, listener);
    }

    @Override
    public Fetcher fetcher(String group) {
        return new EngineFetcher(engine, this, group);
    }

    @Override
    public Transaction begin() {
        return new EngineTransaction(engine, this);
    }

    @Override
    public void isCommitted(Deduplication by, Answer<Boolean> answer) {
        add(Command.of(() -> engine.deferred().transactions().isCommitted(state, by, answer)));
    }

    @Override
    public void listPrepared(Answer<List<PreparedTransaction>> answer) {
        add(Command.of(() -> {
            List<PreparedTransaction> all = engine.deferred().twoPhases().list(state);
            state.mail().call(() -> answer.done(all));
        }));
    }

    @Override
    public void commitPrepared(long transaction, Answer<Void> answer) {
        add(Command.of(() -> engine.deferred().twoPhases().commit(state, transaction, answer)));
    }

    @Override
    public void rollbackPrepared(long transaction, Answer<Void> answer) {
        add(() -> engine.deferred().twoPhases().rollback(state, transaction, answer));
    }

    @Override
    public void check(String publisherGroup, CheckListener listener) {
        add(Command.of(() -> engine.deferred().checkBacks().listen(state, publisherGroup, listener)));
    }

    @Override
    public void browse(String group, long fromOffset, int max, Answer<BrowsePage> answer) {
        browse(group, fromOffset, max, Filter.ALL, answer);
    }

    @Override
    public void browse(String group, long fromOffset, int max, Filter filter, Answer<BrowsePage> answer) {
        add(Command.of(() -> engine.browsing().browse(state, group, fromOffset, max, filter, answer)));
    }

    @Override
    public void read(String topic, int partition, long fromOffset, int max, Answer<BrowsePage> answer) {
        read(topic, partition, fromOffset, max, 0, answer);
    }

    @Override
    public void read(String topic, int partition, long fromOffset, int max, long waitMs, Answer<BrowsePage> answer) {
        read(topic, partition, fromOffset, max, waitMs, Filter.ALL, answer);
    }

    @Override
    public void read(
            String topic,
            int partition,
            long fromOffset,
            int max,
            long waitMs,
            Filter filter,
            Answer<BrowsePage> answer) {
        Streams.Wanted wanted = new Streams.Wanted(topic, partition, fromOffset, max, waitMs, filter);
        add(Command.of(() -> engine.streams().read(state, wanted, answer)));
    }

    @Override
    public void check(Filter filter, Answer<Void> answer) {
        add(() -> engine.administration()
                .read(state, answer, () -> engine.browsing().check(filter)));
    }

    @Override
    public void messageAt(int partitionId, long offset, Answer<Optional<PlacedMessage>> answer) {
        add(Command.of(() -> engine.streams().messageAt(state, partitionId, offset, answer)));
    }

    @Override
    public void peek(
            String group,
            String topic,
            int partition,
            long fromOffset,
            int max,
            Filter filter,
            Answer<BrowsePage> answer) {
        Streams.Wanted wanted = new Streams.Wanted(topic, partition, fromOffset, max, 0, filter);
        add(Command.of(() -> engine.streams().peek(state, group, wanted, answer)));
    }

    @Override
    public void streamBounds(String topic, int partition, Answer<StreamBounds> answer) {
        add(Command.of(() -> engine.streams().bounds(state, topic, partition, answer)));
    }

    @Override
    public void wholeBounds(String topic, int partition, Answer<StreamBounds> answer) {
        add(Command.of(() -> engine.streams().wholeBounds(state, topic, partition, answer)));
    }

    @Override
    public void commitOffset(String group, String topic, int partition, long offset, Answer<Void> answer) {
        add(() -> engine.administration()
                .change(state, answer, () -> engine.streams().commit(state, group, topic, partition, offset)));
    }

    @Override
    public void noteOffset(String group, String topic, int partition, long offset, Answer<Void> answer) {
        add(() -> engine.administration()
                .note(state, answer, () -> engine.streams().commit(state, group, topic, partition, offset)));
    }

    @Override
    public void committedOffset(String group, String topic, int partition, Answer<OptionalLong> answer) {
        add(() -> engine.administration()
                .read(state, answer, () -> engine.streams().committed(state, group, topic, partition)));
    }

    @Override
    public void offsetAt(String topic, int partition, long time, Answer<Long> answer) {
        add(Command.of(() -> engine.browsing().offsetAt(state, topic, partition, time, answer)));
    }

    @Override
    public void find(String topic, String key, int max, Answer<List<StoredMessage>> answer) {
        add(Command.of(() -> engine.browsing().find(state, topic, key, max, answer)));
    }

    @Override
    public void enterChannel() {
        state.seat().enterChannel();
    }

    @Override
    public void leaveChannel() {
        state.seat().leaveChannel();
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public void writable(boolean writable) {
        add(new Command.Urgent(() -> engine.sessions().writable(state, writable)));
    }

    @Override
    public void flush() {
        if (!calls.isEmpty()) {
            List<Command> batch = calls;
            calls = new ArrayList<>(Math.min(64, batch.size()));
            engine.core().submit(new Batch(engine, state, batch));
        }
        state.mailbox().readNow();
    }

    @Override
    public void close() {
        if (!closed) {
            add(new Command.Urgent(() -> engine.sessions().close(state)));
            closed = true;
            state.mailbox().close();
            List<Command> batch = calls;
            calls = List.of();
            engine.core().submit(new Batch(engine, state, batch));
        }
    }
}
