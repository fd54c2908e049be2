// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.BrokerSetup;
import org.portagemq.core.engine.EmbeddedBroker;
import org.portagemq.core.settings.Settings;

/** A broker in this process over a folder of its own, and a session with its thread. */
final class Rig implements AutoCloseable {

    private static final int WAIT_SECONDS = 600;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path data;
    private final Settings settings;
    private final ExecutorService loop = Executors.newSingleThreadExecutor(call -> new Thread(call, "bench-loop"));
    private Broker broker;
    private Session session;

    private Rig(Path data, Settings settings) {
        this.data = data;
        this.settings = settings;
    }

    /** Opens a broker in a new folder below this one. */
    static Rig open(Path parent, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("store.disk-free-limit", "0", "store.disk-free-reserve", "0"));
        all.putAll(settings);
        Rig rig = new Rig(Files.createTempDirectory(parent, "core"), Settings.of(all));
        rig.begin();
        return rig;
    }

    /** Opens the broker and the session again. */
    void begin() throws IOException {
        broker = EmbeddedBroker.open(new BrokerSetup(data, settings, Gate.OPEN, List.of(WordFormat.INSTANCE)));
        call(() -> session = newSession());
    }

    /** One more session on the same thread, as one more connection of the same event loop would have. */
    Session newSession() {
        return broker.open(
                new SessionRequest(
                        new Principal("bench", Set.of(Principal.ADMINISTRATOR)), "/", ConnectionInfo.embedded(), loop),
                new SessionListener() {});
    }

    /** Closes the broker; the folder stays. */
    void end() {
        call(session::close);
        broker.close();
    }

    Broker broker() {
        return broker;
    }

    Path data() {
        return data;
    }

    /** To be used on its thread only. */
    Session session() {
        return session;
    }

    ExecutorService loop() {
        return loop;
    }

    /** Runs this on the session's thread and waits. */
    void call(Runnable call) {
        await(CompletableFuture.runAsync(call, loop));
    }

    /** Calls the session and waits for the answer. */
    <T> T ask(BiConsumer<Session, Answer<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            call.accept(session, new Completes<>(answer));
            session.flush();
        });
        return await(answer);
    }

    /** An answer that completes a future. */
    private record Completes<T>(CompletableFuture<T> future) implements Answer<T> {
        @Override
        public void done(T value) {
            future.complete(value);
        }

        @Override
        public void failed(BrokerException reason) {
            future.completeExceptionally(reason);
        }
    }

    void declareTopic(TopicSettings settings) {
        this.<Void>ask((session, answer) -> session.admin().declareTopic(settings, answer));
    }

    void declareGroup(GroupSettings settings) {
        this.<GroupInfo>ask((session, answer) -> session.admin().declareGroup(settings, answer));
    }

    /** How many messages of the group could be handed out now. */
    long ready(String group) {
        return this.<GroupInfo>ask((session, answer) -> session.admin().describeGroup(group, answer))
                .ready();
    }

    /** Waits until the group has exactly so many messages that could be handed out. */
    void awaitReady(String group, long number) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (ready(group) != number) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(group + " does not get to " + number + " messages");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("no answer: " + failed.getMessage(), failed);
        }
    }

    /** Bytes that the folder takes on disk, by the lengths of its files. */
    long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    @Override
    public void close() throws IOException {
        end();
        loop.shutdown();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
