// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.Demand;
import org.portagemq.core.platform.CoreSettings;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.Formats;
import org.portagemq.core.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core: its parts, how they are connected, and what happens at the end of a turn. All parts belong to {@link
 * #core()}: they are called in its tasks only.
 */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long TICKS_BETWEEN_LOOKS = 10;
    private static final int ENVELOPE_BYTES = 64 << 10;

    private final Platform platform;
    private final Store store;
    private final SerialCore core;
    private final CoreCalls calls;
    private final Totals totals = new Totals();
    private final Events events;
    private final IndexKeeper indexes;
    private final Catalog catalog;
    private final TurnLog durable;
    private final TurnLog transientLog;
    private final Progress durableProgress;
    private final ProgressJournal journal;
    private final Settlements settlements;
    private final Pump pump;
    private final ColdReads coldReads;
    private final Publishing publishing;
    private final Transactions transactions;
    private final Declarations declarations;
    private final Administration administration;
    private final Consuming consuming;
    private final Browsing browsing;
    private final Sessions sessions;
    private final Alarms alarms;
    private final Snapshots snapshots;
    private final Reclaimer reclaimer;
    private final Retention retention;
    private List<SessionState> outgoing = new ArrayList<>();
    private List<SessionState> posting = new ArrayList<>();
    private long ticks;
    private boolean preparing;
    private boolean ready;

    /** Recovers the store, and is ready for sessions; {@code rights} are asked, {@code formats} known. */
    Engine(Store store, Settings settings, Platform platform, Rights rights, Formats formats) throws IOException {
        this.platform = platform;
        this.store = store;
        this.calls = new CoreCalls(platform.coreLane());
        this.core = new SerialCore(platform::nanoTime, this::endTurn, this::failed);
        calls.connect(core);
        this.events = new Events(platform.coreLane());
        this.indexes = new IndexKeeper(
                store.blocks(),
                platform.fileLane(),
                platform.readLane(),
                calls,
                share(settings.get(CoreSettings.INDEX_MEMORY), platform.heapBytes() / 8));
        this.catalog = new Catalog(id -> new GroupIndex(indexes, id, 0));

        long started = platform.nanoTime();
        Recovery.Outcome recovered = recover();
        Recovery.log(recovered, catalog.groups().size(), platform.nanoTime() - started);
        CommitLog log = recovered.log();

        this.durable = new TurnLog(log);
        this.transientLog = new TurnLog(store.transientLog());
        this.durableProgress = new Progress(log);
        log.onProgress(durableProgress);
        this.journal = new ProgressJournal(durable);
        RouteSets routeSets = new RouteSets(durable);
        routeSets.continueFrom(recovered.firstRouteSet());
        Messages messages =
                new Messages(log, store.transientLog(), formats, Messages.slotsFor(platform.heapBytes() / 32));
        MessageKeys keys = new MessageKeys(store.keys(), platform.fileLane(), calls);
        this.settlements = new Settlements(journal, totals);
        this.pump = new Pump(
                messages,
                settlements,
                journal,
                totals,
                platform.coreLane(),
                () -> calls.callHere(() -> {}),
                platform.heapBytes() / 8 / 24);
        this.coldReads = new ColdReads(
                messages,
                indexes,
                platform.readLane(),
                calls,
                totals,
                share(settings.get(CoreSettings.READ_AHEAD), platform.heapBytes() / 16),
                this::readyAgain);
        pump.connect(coldReads);
        FlushPolicy flush = settings.get(CoreSettings.FLUSH);
        Routing routing = new Routing(rights);
        this.alarms =
                new Alarms(platform, durable, transientLog, events, settings.get(CoreSettings.HEAP_LIMIT) / 100.0);
        this.publishing = new Publishing(
                platform,
                durable,
                transientLog,
                routing,
                routeSets,
                journal,
                messages,
                keys,
                pump,
                totals,
                alarms,
                flush,
                messageLimit(settings));
        this.transactions = new Transactions(
                platform,
                durable,
                routing,
                publishing,
                settlements,
                pump,
                totals,
                Math.toIntExact(settings.get(CoreSettings.TRANSACTION_SIZE)));
        transactions.continueFrom(recovered.firstTransaction());
        this.declarations = new Declarations(catalog, durable, settlements, totals, events);
        this.administration = new Administration(
                platform, catalog, declarations, journal, rights, durable, events, flush, limits(settings));
        this.consuming = new Consuming(administration, rights, settlements, pump);
        declarations.connect(coldReads, consuming);
        settlements.connect(pump, declarations::deleteGroup);
        this.browsing = new Browsing(
                administration, rights, durable, publishing, messages, keys, indexes, platform.readLane(), calls);
        this.sessions = new Sessions(this);
        this.snapshots = new Snapshots(
                platform,
                store,
                indexes,
                catalog,
                routeSets,
                transactions,
                journal,
                durable,
                calls,
                settings.get(CoreSettings.SNAPSHOT_BYTES),
                settings.get(CoreSettings.SNAPSHOT_INTERVAL).toNanos());
        snapshots.continueFrom(recovered.generation(), recovered.replayFrom());
        this.reclaimer = new Reclaimer(
                catalog, sessions, indexes, keys, durable, journal, store.transientLog(), calls, platform.fileLane());
        snapshots.whenPublished(reclaimer::published);
        this.retention = new Retention(catalog, journal, indexes);
    }

    /** In the core, once: what every broker has, and turns end properly from now on. */
    void start() {
        if (catalog.namespace("/") == null) {
            administration.createNamespace(catalog.newId(), new NamespaceSettings("/", FlushPolicy.DEFAULT), true);
        }
        durable.want(Demand.SYNC);
        ready = true;
    }

    /** Inside the core, so that what comes back from the lanes meanwhile waits. */
    private Recovery.Outcome recover() throws IOException {
        Recovery.Outcome[] outcome = new Recovery.Outcome[1];
        IOException[] failure = new IOException[1];
        RuntimeException[] damage = new RuntimeException[1];
        core.submit(new SerialCore.CoreTask() {
            @Override
            public void run() {
                try {
                    outcome[0] = new Recovery(store, catalog, indexes).run();
                } catch (IOException failed) {
                    failure[0] = failed;
                } catch (RuntimeException failed) {
                    damage[0] = failed;
                }
            }

            @Override
            public Executor home() {
                return platform.coreLane();
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        if (damage[0] != null) {
            throw new IOException("the store cannot be recovered: " + damage[0].getMessage(), damage[0]);
        }
        return outcome[0];
    }

    private static long share(long given, long otherwise) {
        return given == 0 ? otherwise : given;
    }

    /** As set, if the log can take it. */
    private int messageLimit(Settings settings) {
        long possible = (long) store.durableSettings().bodyBytesMax() - ENVELOPE_BYTES;
        long asked = settings.get(CoreSettings.MESSAGE_BYTES);
        if (asked > possible && possible > 0) {
            LOG.warn(
                    "limits.message-bytes is {}, but with the sizes of log segments and ring messages have at most {}",
                    asked,
                    possible);
        }
        return (int) Math.max(1024, Math.min(asked, possible));
    }

    private static Administration.Limits limits(Settings settings) {
        return new Administration.Limits(
                Math.toIntExact(settings.get(CoreSettings.TOPICS)),
                Math.toIntExact(settings.get(CoreSettings.GROUPS)),
                Math.toIntExact(settings.get(CoreSettings.BINDINGS)));
    }

    // --- turns

    private void endTurn() {
        if (!ready) {
            return;
        }
        pump.run();
        journal.flush();
        durable.endTurn();
        transientLog.endTurn();
        List<SessionState> now = outgoing;
        outgoing = posting;
        posting = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).postMail();
        }
        now.clear();
    }

    private void failed(SerialCore.CoreTask task, Throwable failure) {
        LOG.error("a task of the core failed: {}", task, failure);
    }

    private void readyAgain(Group group) {
        consuming.serveWaiting(group);
        pump.changed(group);
    }

    /** Something to look at, regularly: called on each tick of the platform. */
    void tick() {
        calls.callHere(() -> {
            ticks++;
            alarms.look();
            sessions.retryAll();
            snapshots.tick();
            reclaimer.carryOut();
            if (ticks % TICKS_BETWEEN_LOOKS == 0) {
                retention.look(platform.wallMs());
                reclaimer.trimTransient();
                durable.look();
            }
            prepareSpares(ticks % TICKS_BETWEEN_LOOKS == 1);
        });
    }

    /** The file lane makes spare segments, so that the log never waits for one, and looks how full the disk is. */
    private void prepareSpares(boolean anyway) {
        boolean needed =
                anyway || durable.log().needsSpare() || store.transientLog().needsSpare();
        if (needed && !preparing) {
            preparing = true;
            platform.fileLane().execute(() -> {
                prepare(durable.log());
                prepare(store.transientLog());
                calls.call(() -> preparing = false);
            });
        }
    }

    private static void prepare(CommitLog log) {
        try {
            log.prepare();
        } catch (IOException failed) {
            LOG.warn("a spare segment could not be made: {}", failed.getMessage());
        }
    }

    // --- sessions

    /** A session for whom the gate has let in. From any thread. */
    EngineSession open(SessionRequest opening, SessionListener listener) {
        Namespace namespace = catalog.namespace(opening.namespace());
        if (namespace == null) {
            throw new BrokerException(ErrorCode.NOT_FOUND, "no namespace '" + opening.namespace() + "'");
        }
        SessionState state = new SessionState(
                namespace,
                opening.principal(),
                opening.connection(),
                opening.executor(),
                new Mailbox(opening.executor(), durableProgress),
                listener,
                session -> outgoing.add(session));
        EngineSession session = new EngineSession(this, state);
        session.add(Command.of(() -> sessions.add(state)));
        return session;
    }

    // --- the end

    /** Ends all sessions and stops snapshots; called in the core. */
    void stop() {
        snapshots.stop();
        sessions.closeAll(null, "the broker ends");
        journal.flush();
    }

    /** When nothing runs any more: the rest of the log, the last snapshot, and the files. */
    void closeFiles() {
        closeQuietly("log", durable.log());
        // With records that the disk had no room for, the log ends before what a snapshot would say.
        if (!durable.hasFailed() && durable.log().synced() == durable.end()) {
            try {
                snapshots.takeLast();
            } catch (IOException failed) {
                LOG.warn("no snapshot at the end, the next start replays the log: {}", failed.getMessage());
            }
        }
        closeQuietly("transient log", store.transientLog());
        closeQuietly("block file", store.blocks());
        closeQuietly("key index", store.keys());
    }

    private static void closeQuietly(String what, AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception failed) {
            LOG.warn("the {} could not be closed: {}", what, failed.getMessage());
        }
    }

    /** In the core: how everything is. */
    BrokerStatus status() {
        List<String> reasons = new ArrayList<>();
        BrokerStatus.State state = BrokerStatus.State.RUNNING;
        String held = alarms.reason();
        if (held != null) {
            state = BrokerStatus.State.HOLDING;
            reasons.add(held);
        }
        if (durable.hasFailed()) {
            state = BrokerStatus.State.FAILED;
            reasons.add("the store failed: " + durable.log().failure().getMessage());
        }
        return new BrokerStatus(state, reasons, totals.counters(), gauges());
    }

    private Map<String, Long> gauges() {
        long ready = 0;
        long inFlight = 0;
        long bytes = 0;
        long consumers = 0;
        for (Group group : catalog.groups().values()) {
            ready += group.backlog().ready();
            inFlight += group.backlog().inFlight();
            bytes += group.backlog().bytes();
            consumers += group.consumers().size();
        }
        Map<String, Long> gauges = new LinkedHashMap<>();
        gauges.put("messages_ready", ready);
        gauges.put("messages_in_flight", inFlight);
        gauges.put("messages_bytes", bytes);
        gauges.put("groups", (long) catalog.groups().size());
        gauges.put("namespaces", (long) catalog.namespaces().size());
        gauges.put("sessions", (long) sessions.count());
        gauges.put("consumers", consumers);
        gauges.put("log_bytes", durable.log().segments().bytesOnDisk());
        gauges.put("log_unsynced_bytes", durable.end() - durable.log().synced());
        gauges.put("index_memory_bytes", indexes.memoryBytes());
        gauges.put("read_ahead_bytes", coldReads.bytes());
        return gauges;
    }

    SerialCore core() {
        return core;
    }

    CoreCalls calls() {
        return calls;
    }

    Totals totals() {
        return totals;
    }

    Events events() {
        return events;
    }

    TurnLog durable() {
        return durable;
    }

    Progress durableProgress() {
        return durableProgress;
    }

    Pump pump() {
        return pump;
    }

    Settlements settlements() {
        return settlements;
    }

    Publishing publishing() {
        return publishing;
    }

    Transactions transactions() {
        return transactions;
    }

    Declarations declarations() {
        return declarations;
    }

    Administration administration() {
        return administration;
    }

    Consuming consuming() {
        return consuming;
    }

    Browsing browsing() {
        return browsing;
    }

    Sessions sessions() {
        return sessions;
    }

    Alarms alarms() {
        return alarms;
    }
}
