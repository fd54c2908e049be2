// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.filter.Filters;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.NoteMemory;
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
    private final Platform platform;
    private final Store store;
    private final Settings settings;
    private final Allowances allowances;
    private final TurnClock clock;
    private final SerialCore core;
    private final CoreCalls calls;
    private final Totals totals = new Totals();
    private final Events events;
    private final IndexKeeper indexes;
    private final Filters filters;
    private final Catalog catalog;
    private final Remembered remembered;
    private final TurnLog durable;
    private final TurnLog transientLog;
    private final Progress durableProgress;
    private final ProgressJournal journal;
    private final Settlements settlements;
    private final Pump pump;
    private final ColdReads coldReads;
    private final Dispatching dispatching;
    private final DeadLetters deadLetters;
    private final Expiries expiries;
    private final Overflows overflows;
    private final Deferred deferred;
    private final HandOuts handOuts;
    private final Publishing publishing;
    private final Declarations declarations;
    private final Administration administration;
    private final Consuming consuming;
    private final Browsing browsing;
    private final StreamParts streamParts;
    private final Sessions sessions;
    private final Alarms alarms;
    private final Snapshots snapshots;
    private final Reclaimer reclaimer;
    private final Spares spares;
    private final Condition condition;
    private List<SessionState> outgoing = new ArrayList<>();
    private List<SessionState> posting = new ArrayList<>();
    private long ticks;
    private boolean ready;

    /** Recovers the store, and is ready for sessions; {@code rights} are asked, {@code formats} known. */
    Engine(Store store, Settings settings, Platform platform, Rights rights, Formats formats) throws IOException {
        this.platform = platform;
        this.store = store;
        this.settings = settings;
        this.allowances = new Allowances(settings, platform);
        this.clock = new TurnClock(platform);
        this.calls = new CoreCalls(platform.coreLane());
        this.core = new SerialCore(platform::nanoTime, this::endTurn, Engine::failed);
        calls.connect(core);
        this.events = new Events(platform.coreLane());
        this.indexes = new IndexKeeper(
                store.blocks(), platform.fileLane(), platform.readLane(), calls, allowances.indexMemory());
        this.filters = new Filters(allowances.filters(), formats.vocabularies());
        NoteMemory noteMemory = new NoteMemory(allowances.noteMemory());
        this.catalog = new Catalog(id -> new GroupIndex(indexes, id, 0), noteMemory, filters);
        this.remembered = Deferred.remembered(platform, settings, indexes, calls);
        Recovery.Outcome recovered = new Recovery(store, catalog, indexes, remembered).run(calls, platform);
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
        this.settlements = new Settlements(clock, journal, totals, new NoteRoom(noteMemory));
        this.pump = newPump(messages);
        this.coldReads = newColdReads(messages);
        Subjects subjects = new Subjects();
        this.dispatching = newDispatching(messages, subjects);
        Routing routing = new Routing(rights, totals);
        this.alarms =
                new Alarms(platform, durable, transientLog, events, settings.get(CoreSettings.HEAP_LIMIT) / 100.0);
        this.publishing = newPublishing(routing, routeSets, messages, subjects, keys);
        this.declarations = new Declarations(catalog, durable, settlements, totals, events);
        Accounting accounting = new Accounting(clock, catalog, new Targets(catalog, routing), indexes, remembered);
        this.administration = newAdministration(rights, accounting);
        this.consuming = new Consuming(platform, administration, rights, settlements, pump, filters);
        this.deadLetters = new DeadLetters(
                platform, durable, transientLog, routing, publishing, journal, messages, coldReads, totals);
        this.expiries = new Expiries(clock, deadLetters, coldReads);
        this.overflows = new Overflows(deadLetters, coldReads);
        this.deferred = newDeferred(rights, routing, messages);
        deferred.transactions().continueFrom(recovered.firstTransaction());
        this.handOuts = new HandOuts(durable, durableProgress, calls, this::readyAgain);
        this.browsing = newBrowsing(rights, messages, keys);
        this.streamParts = newStreamParts(rights, accounting);
        this.sessions = new Sessions(this, new Quotas(rights.gate()));
        this.snapshots = newSnapshots(routeSets);
        snapshots.continueFrom(recovered.generation(), recovered.replayFrom());
        this.reclaimer = newReclaimer(keys);
        this.spares = new Spares(log, store.transientLog(), platform.fileLane(), calls);
        this.condition = new Condition(
                catalog, durable, alarms, indexes, coldReads, noteMemory, totals, remembered, deadLetters);
        connect();
    }

    /** Some parts need others that are made after them. */
    private void connect() {
        declarations.connect(coldReads, consuming, pump);
        pump.connect(coldReads, deadLetters, handOuts, dispatching);
        consuming.connect(streamParts.streams());
        publishing.connect(
                expiries,
                overflows,
                streamParts.tails(),
                deferred.publishing(),
                deferred.deduplicating(),
                reclaimer::arrived);
        remembered
                .timetable()
                .connect(
                        deferred.schedule()::look, one -> reclaimer.arrived(one.position(), one.size(), one.overlay()));
        settlements.connect(pump, dispatching, deadLetters, expiries, deferred.postponing(), this::deleteUnlessHeld);
        snapshots.whenPublished(reclaimer::published);
        administration.policies().onChange(new PolicySweep(overflows, calls)::start);
    }

    private Pump newPump(Messages messages) {
        return new Pump(
                platform,
                clock,
                messages,
                settlements,
                journal,
                totals,
                () -> calls.callHere(() -> {}),
                allowances.inFlight());
    }

    private ColdReads newColdReads(Messages messages) {
        return new ColdReads(
                messages, indexes, platform.readLane(), calls, totals, allowances.readAhead(), this::readyAgain);
    }

    private Dispatching newDispatching(Messages messages, Subjects subjects) {
        Selecting selecting =
                new Selecting(messages, coldReads, subjects, platform.readLane(), calls, totals, this::readyAgain);
        return new Dispatching(pump, selecting, coldReads, totals);
    }

    private Publishing newPublishing(
            Routing routing, RouteSets routeSets, Messages messages, Subjects subjects, MessageKeys keys) {
        return new Publishing(
                clock,
                durable,
                transientLog,
                routing,
                routeSets,
                journal,
                messages,
                subjects,
                keys,
                pump,
                totals,
                alarms,
                settings.get(CoreSettings.FLUSH),
                allowances.messageBytes(store.durableSettings()));
    }

    private Administration newAdministration(Rights rights, Accounting accounting) {
        FlushPolicy flush = settings.get(CoreSettings.FLUSH);
        return new Administration(
                platform,
                catalog,
                declarations,
                journal,
                rights,
                durable,
                events,
                filters,
                flush,
                allowances.declared(),
                remembered.prepared(),
                accounting);
    }

    private Deferred newDeferred(Rights rights, Routing routing, Messages messages) {
        return new Deferred(new Deferred.Needs(
                platform,
                clock,
                settings,
                calls,
                durable,
                catalog,
                indexes,
                remembered,
                routing,
                rights,
                administration,
                publishing,
                messages,
                coldReads,
                overflows,
                settlements,
                pump,
                events,
                totals));
    }

    private Browsing newBrowsing(Rights rights, Messages messages, MessageKeys keys) {
        return new Browsing(
                administration,
                rights,
                durable,
                publishing,
                messages,
                keys,
                indexes,
                platform.readLane(),
                calls,
                filters,
                totals);
    }

    private Reclaimer newReclaimer(MessageKeys keys) {
        return new Reclaimer(
                catalog,
                sessions,
                remembered,
                indexes,
                keys,
                durable,
                journal,
                store.transientLog(),
                calls,
                platform.fileLane());
    }

    private StreamParts newStreamParts(Rights rights, Accounting accounting) {
        return new StreamParts(new StreamParts.Needs(
                platform,
                catalog,
                administration,
                accounting,
                declarations,
                rights,
                journal,
                browsing,
                indexes,
                coldReads,
                durable,
                durableProgress,
                calls,
                pump,
                totals,
                events));
    }

    private Snapshots newSnapshots(RouteSets routeSets) {
        return new Snapshots(
                platform,
                store,
                indexes,
                catalog,
                routeSets,
                deferred.transactions(),
                remembered,
                journal,
                durable,
                calls,
                settings.get(CoreSettings.SNAPSHOT_BYTES),
                settings.get(CoreSettings.SNAPSHOT_INTERVAL).toNanos());
    }

    /** In the core, once: what every broker has, and turns end properly from now on. */
    void start() {
        if (catalog.namespace("/") == null) {
            administration.createNamespace(catalog.newId(), new NamespaceSettings("/", FlushPolicy.DEFAULT), true);
        }
        deferred.checkBacks().start();
        expiries.watchAll(catalog.groups().values());
        durable.want(Demand.SYNC);
        ready = true;
    }

    // --- turns

    private void endTurn() {
        if (!ready) {
            return;
        }
        keepLimits();
        pump.run();
        clock.endTurn();
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

    /** Lets go what is too much in groups, after consumers have had their part of it. */
    void keepLimits() {
        while (overflows.isDue()) {
            pump.run();
            overflows.run();
        }
        if (overflows.isUnfinished()) {
            calls.call(overflows::resume);
        }
    }

    private static void failed(SerialCore.CoreTask task, Throwable failure) {
        LOG.error("a task of the core failed: {}", task, failure);
    }

    private void readyAgain(Group group) {
        overflows.arrived(group);
        consuming.serveWaiting(group);
        pump.changed(group);
    }

    /** Something to look at, regularly: called on each tick of the platform. */
    void tick() {
        core.relieve(platform.coreLane());
        calls.callHere(() -> {
            ticks++;
            alarms.look();
            sessions.retryAll();
            deadLetters.retry();
            handOuts.retry();
            streamParts.tick();
            deferred.look();
            expire();
            snapshots.tick();
            reclaimer.carryOut();
            if (ticks % TICKS_BETWEEN_LOOKS == 0) {
                streamParts.retain();
                Expiries.unused(catalog.groups().values(), platform.wallMs()).forEach(this::deleteUnlessHeld);
                reclaimer.trimTransient();
                durable.look();
            }
            spares.look(ticks % TICKS_BETWEEN_LOOKS == 1);
        });
    }

    /** A group that deletes itself stays while messages of it are in a prepared transaction. */
    private void deleteUnlessHeld(Group group) {
        if (!remembered.prepared().holds(group)) {
            declarations.deleteGroup(group);
        }
    }

    /** Much that expires at once is let go turn by turn. */
    private void expire() {
        if (expiries.look()) {
            calls.call(this::expire);
        }
    }

    // --- sessions

    /** A session for whom the gate has let in. From any thread. */
    EngineSession open(SessionRequest opening, SessionListener listener) {
        return sessions.open(opening, listener, session -> outgoing.add(session));
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
        store.close(durable, snapshots);
    }

    /** In the core: how everything is. */
    BrokerStatus status() {
        return condition.status(sessions);
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

    Deferred deferred() {
        return deferred;
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

    Streams streams() {
        return streamParts.streams();
    }

    NamedStreamGroups namedStreamGroups() {
        return streamParts.named();
    }

    Browsing browsing() {
        return browsing;
    }

    Catalog catalog() {
        return catalog;
    }

    Sessions sessions() {
        return sessions;
    }

    Alarms alarms() {
        return alarms;
    }
}
