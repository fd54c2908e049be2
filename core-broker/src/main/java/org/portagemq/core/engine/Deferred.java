// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.platform.CoreSettings;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.settings.Settings;

/**
 * All that takes effect later than it is asked for: messages that wait for their time, those that come back later, and
 * transactions. Makes the parts and connects them. Belongs to the core.
 */
final class Deferred {

    private final Remembered remembered;
    private final SteadyClock clock;
    private final Schedule schedule;
    private final DelayedPublishing publishing;
    private final Deduplicating deduplicating;
    private final Postponing postponing;
    private final PendingAdministration administration;
    private final Transactions transactions;
    private final CheckBacks checkBacks;
    private final TwoPhases twoPhases;

    /** What the parts need of the core. */
    record Needs(
            Platform platform,
            TurnClock turnClock,
            Settings settings,
            CoreCalls calls,
            TurnLog log,
            Catalog catalog,
            IndexKeeper indexes,
            Remembered remembered,
            Routing routing,
            Rights rights,
            Administration administration,
            Publishing publishing,
            Messages messages,
            ColdReads coldReads,
            Overflows overflows,
            Settlements settlements,
            Pump pump,
            Events events,
            Totals totals) {}

    Deferred(Needs core) {
        Platform platform = core.platform;
        TurnClock time = core.turnClock;
        TurnLog log = core.log;
        Totals totals = core.totals;
        remembered = core.remembered;
        clock = remembered.clock();
        Timetable timetable = core.remembered.timetable();
        Targets targets = new Targets(core.catalog, core.routing);
        PendingReads reads = new PendingReads(core.messages, platform.readLane(), core.calls);
        schedule = new Schedule(
                platform,
                time,
                log,
                clock,
                timetable,
                targets,
                reads,
                core.publishing,
                core.overflows,
                core.pump,
                core.calls,
                totals);
        deduplicating = new Deduplicating(clock, schedule, remembered.deduplication(), core.publishing, totals);
        publishing = new DelayedPublishing(
                time, log, clock, core.routing, core.publishing, core.messages, schedule, deduplicating, totals);
        postponing = newPostponing(core);
        administration = newAdministration(core, targets, reads);
        Commits commits =
                new Commits(time, log, clock, schedule, deduplicating, core.publishing, core.settlements, totals);
        transactions = newTransactions(core, commits);
        CheckBacks.Rules rules = rules(core.settings);
        checkBacks =
                new CheckBacks(clock, remembered.prepared(), core.catalog, targets, reads, core.events, totals, rules);
        twoPhases = new TwoPhases(
                time,
                log,
                core.catalog,
                core.remembered.prepared(),
                targets,
                reads,
                commits,
                core.settlements,
                core.publishing,
                core.rights,
                checkBacks,
                totals,
                new TwoPhases.Limits(
                        Math.toIntExact(core.settings.get(CoreSettings.PREPARED)),
                        Math.toIntExact(core.settings.get(CoreSettings.TRANSACTION_SIZE)),
                        rules.timeoutMs()));
        checkBacks.connect(twoPhases::abandon);
    }

    private Transactions newTransactions(Needs core, Commits commits) {
        return new Transactions(
                core.turnClock,
                core.log,
                core.routing,
                core.publishing,
                core.settlements,
                commits,
                deduplicating,
                core.pump,
                core.totals,
                Math.toIntExact(core.settings.get(CoreSettings.TRANSACTION_SIZE)));
    }

    private Postponing newPostponing(Needs core) {
        return new Postponing(
                core.platform,
                core.calls,
                core.log,
                clock,
                core.catalog,
                schedule,
                core.messages,
                core.coldReads,
                core.totals,
                core.settlements::returned);
    }

    private PendingAdministration newAdministration(Needs core, Targets targets, PendingReads reads) {
        Timetable timetable = remembered.timetable();
        return new PendingAdministration(
                schedule,
                clock,
                timetable,
                new TimetableSearch(timetable, core.indexes, core.calls),
                targets,
                reads,
                core.rights,
                core.administration);
    }

    private static CheckBacks.Rules rules(Settings settings) {
        return new CheckBacks.Rules(
                settings.get(CoreSettings.CHECK_AFTER).toMillis(),
                settings.get(CoreSettings.CHECK_INTERVAL).toMillis(),
                Math.toIntExact(settings.get(CoreSettings.CHECKS)),
                settings.get(CoreSettings.UNDECIDED),
                settings.get(CoreSettings.PREPARED_TIMEOUT).toMillis());
    }

    /** What has to be there before the store is recovered. */
    static Remembered remembered(Platform platform, Settings settings, IndexKeeper indexes, CoreCalls calls) {
        return new Remembered(
                new SteadyClock(platform),
                new Timetable(indexes, calls),
                new PreparedTable(),
                new DeduplicationTable(
                        Math.toIntExact(settings.get(CoreSettings.DEDUPLICATION_KEYS)),
                        settings.get(CoreSettings.DEDUPLICATION_WINDOW).toMillis()));
    }

    /** On each tick. */
    void look() {
        if (clock.offset() != 0 && isNothingTimed()) {
            clock.offset(0);
        }
        postponing.look();
        schedule.look();
        twoPhases.retry();
        checkBacks.look();
    }

    /** Whether nothing goes by the broker's own clock now. */
    private boolean isNothingTimed() {
        return remembered.timetable().counts().isEmpty()
                && remembered.deduplication().isEmpty(clock.now())
                && postponing.inPlace() == 0;
    }

    Schedule schedule() {
        return schedule;
    }

    DelayedPublishing publishing() {
        return publishing;
    }

    Deduplicating deduplicating() {
        return deduplicating;
    }

    Postponing postponing() {
        return postponing;
    }

    PendingAdministration administration() {
        return administration;
    }

    Transactions transactions() {
        return transactions;
    }

    CheckBacks checkBacks() {
        return checkBacks;
    }

    TwoPhases twoPhases() {
        return twoPhases;
    }
}
