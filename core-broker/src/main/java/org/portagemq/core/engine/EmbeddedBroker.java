// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.Gate.Resource;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.platform.SystemPlatform;
import org.portagemq.core.record.Formats;
import org.portagemq.core.settings.Settings;
import org.portagemq.core.storage.StoreFiles;
import org.portagemq.core.storage.StoreFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker over a data folder of its own, in the process that makes it. Thread-safe. */
public final class EmbeddedBroker implements Broker {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long STATUS_SECONDS = 5;

    private final Platform platform;
    private final Rights rights;
    private final Engine engine;
    private final AutoCloseable durableDriver;
    private final AutoCloseable transientDriver;
    private final AutoCloseable folder;
    private volatile boolean closed;

    private EmbeddedBroker(Platform platform, Rights rights, Engine engine, Store store, AutoCloseable folder) {
        this.platform = platform;
        this.rights = rights;
        this.engine = engine;
        this.folder = folder;
        this.durableDriver = platform.drive(engine.durable().log(), "portage-log");
        this.transientDriver = platform.drive(store.transientLog(), "portage-transient");
        inCore(engine::start);
        platform.every(TICK, engine::tick);
    }

    /** The group as it is inside. For the core's own tests, which plant bugs there. */
    Group inside(String namespace, String group) {
        return engine.catalog().requireNamespace(namespace).groups().get(group);
    }

    private void inCore(Runnable call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        engine.calls().callHere(() -> {
            call.run();
            done.complete(null);
        });
        await(done);
    }

    /**
     * Opens the data folder, recovers it and is ready.
     *
     * @throws IOException when the folder is in use, of an unknown version, damaged, or cannot be read or written; the
     *     text says what to do
     */
    public static EmbeddedBroker open(BrokerSetup setup) throws IOException {
        return open(setup, new SystemPlatform());
    }

    /** The same over other clocks and threads, which end with it, also when it cannot be opened. */
    public static EmbeddedBroker open(BrokerSetup setup, Platform platform) throws IOException {
        StoreFolder folder;
        try {
            folder = StoreFolder.open(setup.data());
        } catch (IOException | RuntimeException failed) {
            platform.close();
            throw failed;
        }
        try {
            return open(
                    folder.files(),
                    folder.epoch(),
                    setup.settings(),
                    platform,
                    setup.gate(),
                    new Formats(setup.formats(), setup.vocabularies()),
                    folder);
        } catch (IOException | RuntimeException failed) {
            platform.close();
            folder.close();
            throw failed;
        }
    }

    /** Opens a broker over other files, clocks and threads, such as a simulator's. */
    static EmbeddedBroker open(
            StoreFiles files,
            int epoch,
            Settings settings,
            Platform platform,
            Gate gate,
            Formats formats,
            AutoCloseable folder)
            throws IOException {
        Store store = Store.open(files, epoch, settings, platform);
        Rights rights = new Rights(gate);
        Engine engine = new Engine(store, settings, platform, rights, formats);
        return new EmbeddedBroker(platform, rights, engine, store, folder);
    }

    @Override
    public Session open(SessionRequest request, SessionListener listener) {
        if (closed) {
            throw new BrokerException(ErrorCode.CLOSED, "the broker is closed");
        }
        engine.catalog().requireNamespace(request.namespace());
        rights.require(
                request.principal(),
                Gate.Operation.ENTER,
                Resource.Kind.NAMESPACE,
                request.namespace(),
                request.namespace());
        EngineSession session = engine.open(request, listener);
        session.flush();
        return session;
    }

    @Override
    public BrokerStatus status() {
        if (closed) {
            return new BrokerStatus(BrokerStatus.State.CLOSED, List.of("the broker is closed"), Map.of(), Map.of());
        }
        CompletableFuture<BrokerStatus> answer = new CompletableFuture<>();
        engine.calls().callHere(() -> answer.complete(engine.status()));
        return await(answer);
    }

    @Override
    public BrokerAccounts accounts(int groups) {
        if (closed) {
            return new BrokerAccounts(List.of(), List.of(), 0);
        }
        CompletableFuture<BrokerAccounts> answer = new CompletableFuture<>();
        engine.calls().callHere(() -> answer.complete(engine.administration().accounts(groups)));
        return await(answer);
    }

    @Override
    public List<TopicSettings> topics(String namespace) {
        if (closed) {
            return List.of();
        }
        CompletableFuture<List<TopicSettings>> answer = new CompletableFuture<>();
        engine.calls().callHere(() -> answer.complete(engine.administration().topics(namespace)));
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(STATUS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerException(ErrorCode.LOST, "interrupted while waiting for the broker", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new BrokerException(ErrorCode.LOST, "the broker does not answer", failed);
        }
    }

    @Override
    public void onEvent(Consumer<BrokerEvent> consumer) {
        engine.events().add(consumer);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            inCore(engine::stop);
        } finally {
            // The drivers write and sync what is left before they end; the lanes end after them, with what they carry.
            close("log", durableDriver);
            close("transient log", transientDriver);
            close("platform", platform);
            engine.closeFiles();
            close("data folder", folder);
        }
    }

    private static void close(String what, AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception failed) {
            LOG.warn("the {} could not be closed: {}", what, failed.getMessage());
        }
    }
}
