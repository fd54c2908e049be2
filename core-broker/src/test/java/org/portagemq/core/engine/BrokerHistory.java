// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.engine.Ledger.Pile;
import org.portagemq.core.engine.Ledger.Promise;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFiles;

/**
 * One random life of a broker over several boots: users, faults, and after each of them a look whether everything is as
 * it was promised. Everything comes from the seed.
 */
final class BrokerHistory {

    private final java.util.Random random;
    private final SimulatedWorld world;
    private final RandomSettings draw;
    private final Ledger ledger;
    private final Inquiry inquiry;
    private final HistoryDeclarations declarations;
    private final HistoryTraffic traffic;
    private final Neighbour neighbour;
    private final List<SimulatedUser> users = new ArrayList<>();
    private int nextUser = 1;
    private long steps;
    private boolean full;
    private boolean slow;

    BrokerHistory(long seed) {
        this(seed, files -> files);
    }

    /** With files that may do something else than they are told. */
    BrokerHistory(long seed, UnaryOperator<StoreFiles> disk) {
        random = new java.util.Random(seed);
        boolean small = random.nextBoolean();
        int largest = small ? 900 : 6_000;
        String size = small ? "64KiB" : "256KiB";
        world = SimulatedWorld.prepare(
                        seed,
                        Map.of(
                                "store.segment-bytes", size,
                                "store.ring-bytes", size,
                                "store.snapshot-bytes", "64KiB",
                                "store.snapshot-interval", "2s",
                                "store.index-memory", "16KiB",
                                "store.read-ahead", "16KiB"))
                .timeGoesOn()
                .disk(disk);
        draw = new RandomSettings(random);
        ledger = new Ledger(world::wallMs);
        inquiry = new Inquiry(world, ledger);
        declarations = new HistoryDeclarations(random, draw, ledger, inquiry, users);
        traffic = new HistoryTraffic(random, largest, draw, world, ledger, declarations, this::isQuiet);
        neighbour = new Neighbour(world, random);
    }

    long steps() {
        return steps;
    }

    /** So many lives of so many steps at most each; then a last look at everything. */
    void run(int boots, int stepsEach) throws IOException {
        world.startOrFail();
        neighbour.found();
        for (int boot = 0; boot < boots; boot++) {
            if (random.nextInt(3) == 0) {
                world.files().crashAfter(random.nextInt(400));
            }
            live(20 + random.nextInt(stepsEach));
            if (!world.files().crashed() && random.nextInt(4) == 0) {
                restart();
            } else {
                crash();
            }
        }
        if (random.nextInt(4) == 0) {
            damage();
        } else {
            drainEverything();
            world.close();
        }
    }

    /** A bit of what was proven to be on disk turns over: it is told, or withheld, and never served. */
    private void damage() throws IOException {
        restart();
        world.broker().close();
        world.files().kill();
        List<String> names = world.files().list("log").stream()
                .filter(name -> name.endsWith(".log"))
                .map(name -> "log/" + name)
                .toList();
        String name = draw.any(names);
        world.files().flip(name, random.nextInt((int) world.files().sizeOf(name)));
        try {
            world.startOrFail();
        } catch (CorruptStoreException told) {
            Ledger.require(told.getMessage().contains(name), () -> "damage of " + name + " is told as " + told);
            return;
        }
        SimulatedUser user = new SimulatedUser(world, ledger, nextUser++);
        for (Pile pile : declarations.consumable(user)) {
            user.subscribe(pile, true, Integer.MAX_VALUE);
        }
        world.advance(Duration.ofSeconds(1));
        world.close();
    }

    private void live(int count) {
        try {
            for (int i = 0; i < count && !world.files().crashed(); i++) {
                steps++;
                step();
                wander();
            }
        } catch (RuntimeException | AssertionError failed) {
            // A machine that has stopped answers nothing any more; what it said until then is in the ledger.
            if (!world.files().crashed()) {
                throw failed;
            }
        }
        relieve();
    }

    /** Lets something of what goes on happen. */
    private void wander() {
        int choice = random.nextInt(20);
        if (choice < 12) {
            for (int i = random.nextInt(6); i > 0; i--) {
                world.platform().step();
            }
        } else if (choice < 18) {
            world.platform().settle();
        } else {
            world.advance(Duration.ofMillis(1 + random.nextInt(400)));
        }
    }

    private void step() {
        int choice = random.nextInt(100);
        if (users.isEmpty() || (choice < 2 && users.size() < 4)) {
            users.add(new SimulatedUser(world, ledger, nextUser++));
        } else if (choice < 45) {
            traffic.publish(user());
        } else if (choice < 75) {
            traffic.consume(user());
        } else if (choice < 80) {
            traffic.transact(user());
        } else if (choice < 83) {
            neighbour.step();
        } else if (choice < 93) {
            declare();
        } else if (choice < 95) {
            leave(user());
        } else if (choice < 97) {
            checkQuietly();
        } else {
            disturb();
        }
    }

    private SimulatedUser user() {
        return users.get(random.nextInt(users.size()));
    }

    // --- users

    private void leave(SimulatedUser user) {
        // What was acknowledged as it was handed out must have been heard of.
        world.platform().settle();
        boolean takesGroups = declarations.isOwner(user)
                || user.sources().stream().anyMatch(source -> declarations.isAutoDelete(SimulatedUser.pile(source)));
        if (!user.isWaiting() && (!takesGroups || isQuiet())) {
            leaveNow(user);
        }
    }

    private void leaveNow(SimulatedUser user) {
        List<SimulatedUser.Source> sources =
                user.sources().stream().filter(SimulatedUser::subscribes).toList();
        users.remove(user);
        user.close();
        world.platform().settle();
        for (SimulatedUser.Source source : sources) {
            declarations.mayBeAbandoned(SimulatedUser.pile(source));
        }
        declarations.left(user);
    }

    // --- declarations: only when nothing is on its way whose route they would change

    private boolean isQuiet() {
        world.platform().settle();
        return !full && !slow && !isAnybodyWaiting();
    }

    private boolean isAnybodyWaiting() {
        return neighbour.isWaiting() || users.stream().anyMatch(SimulatedUser::isWaiting);
    }

    private void declare() {
        if (!isQuiet() || users.isEmpty()) {
            return;
        }
        declarations.step(user());
    }

    // --- faults

    private void disturb() {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                world.files().capacity(world.files().usedBytes() + random.nextInt(100_000));
                full = true;
            }
            case 2 -> relieve();
            case 3 -> purge();
            case 4 -> slow(random.nextBoolean());
            default -> world.advance(Duration.ofMillis(random.nextInt(3_000)));
        }
    }

    private void slow(boolean isSlow) {
        slow = isSlow;
        world.platform().slowDisk(isSlow);
    }

    private void relieve() {
        slow(false);
        if (full) {
            world.files().capacity(Long.MAX_VALUE);
            full = false;
        }
        if (!world.files().crashed()) {
            world.advance(Duration.ofSeconds(2));
            Ledger.require(
                    world.files().crashed() || !isAnybodyWaiting(),
                    () -> "with space on the disk again somebody still waits");
        }
    }

    private void purge() {
        if (!isQuiet()) {
            return;
        }
        SimulatedUser user = user();
        List<Pile> piles = declarations.consumable(user);
        if (piles.isEmpty()) {
            return;
        }
        Pile pile = draw.any(piles);
        world.advance(Duration.ofMillis(20));
        if (!isQuiet()) {
            return;
        }
        Set<Ledger.Copy> ready = new HashSet<>();
        pile.copies.values().stream()
                .filter(copy -> copy.present && copy.holder == null && !isInTransaction(copy))
                .forEach(ready::add);
        ready.forEach(copy -> copy.present = false);
        long count = inquiry.<Long>ask(user, (s, answer) -> s.admin().purgeGroup(pile.name, answer));
        long overdue = ready.stream().filter(ledger::mayHaveLeft).count();
        Ledger.require(
                count <= ready.size() && count >= ready.size() - overdue,
                () -> "purged " + count + " instead of " + ready.size());
        ready.forEach(copy -> copy.goneForGood = true);
    }

    private boolean isInTransaction(Ledger.Copy copy) {
        return users.stream().anyMatch(user -> user.holdsInTransaction(copy));
    }

    private void restart() throws IOException {
        syncPoint();
        List.copyOf(users).forEach(this::leaveNow);
        neighbour.leave();
        world.broker().close();
        world.files().kill();
        declarations.stopped();
        world.startOrFail();
        look(Promise.SYNCED);
    }

    private void crash() throws IOException {
        Promise needed = stop();
        users.clear();
        for (int attempt = 0; attempt < 3 && random.nextInt(3) == 0; attempt++) {
            world.files().crashAfter(random.nextInt(80));
            try {
                world.startOrFail();
            } catch (IOException | RuntimeException failed) {
                if (!world.files().crashed()) {
                    throw failed;
                }
            }
            needed = stop().compareTo(needed) > 0 ? Promise.SYNCED : needed;
        }
        declarations.stopped();
        world.startOrFail();
        look(needed);
    }

    private Promise stop() {
        full = false;
        slow = false;
        world.files().capacity(Long.MAX_VALUE);
        if (random.nextInt(3) == 0) {
            world.kill();
            return Promise.WRITTEN;
        }
        world.powerCut();
        return Promise.SYNCED;
    }

    // --- checks

    private void look(Promise needed) {
        SimulatedUser looker = new SimulatedUser(world, ledger, nextUser++);
        declarations.recovered(inquiry.declared(looker));
        Map<Pile, List<BrowsePage.Entry>> all = new LinkedHashMap<>();
        for (Pile pile : ledger.piles().values()) {
            all.put(pile, inquiry.content(looker, pile));
        }
        all.forEach((pile, entries) -> ledger.recovered(pile, entries, needed));
        ledger.checkDeals(all, needed);
        all.forEach(ledger::settleAfterCrash);
        ledger.piles().values().forEach(pile -> inquiry.checkCounts(looker, pile, 0));
        inquiry.findKeys(looker);
        looker.close();
        neighbour.look(needed);
        world.platform().settle();
    }

    /** When nothing goes on, everything is exactly as the ledger says. */
    private void checkQuietly() {
        if (!syncPoint()) {
            return;
        }
        SimulatedUser user = user();
        for (Pile pile : List.copyOf(ledger.piles().values())) {
            if (declarations.isFor(pile.name, user)) {
                ledger.checkExactly(pile, inquiry.content(user, pile));
                long inFlight = pile.copies.values().stream()
                        .filter(copy -> copy.present && (copy.holder != null || isInTransaction(copy)))
                        .count();
                inquiry.checkCounts(user, pile, inFlight);
            }
        }
    }

    /** Waits until all is on disk; false when that does not come now. */
    private boolean syncPoint() {
        slow(false);
        world.advance(Duration.ofMillis(50));
        boolean synced = isQuiet()
                && world.broker().status().gauges().get("log_unsynced_bytes") == 0
                && !world.files().crashed();
        if (synced) {
            ledger.syncPoint();
            neighbour.syncPoint();
        }
        return synced;
    }

    /** Consumes all that is left: it is what the ledger says, in order, once. */
    private void drainEverything() {
        world.platform().settle();
        List.copyOf(users).forEach(this::leaveNow);
        world.platform().settle();
        SimulatedUser user = new SimulatedUser(world, ledger, nextUser++);
        users.add(user);
        if (random.nextBoolean()) {
            outliveLifetimes(user);
        }
        for (Pile pile : declarations.consumable(user)) {
            user.drain(pile);
        }
        neighbour.drain();
        world.advance(Duration.ofSeconds(1));
        for (Pile pile : declarations.consumable(user)) {
            Ledger.require(
                    pile.presentCount() <= ledger.overdueCount(pile),
                    () -> pile.name + " keeps " + pile.presentCount() + " messages back");
            inquiry.checkCounts(user, pile, 0);
        }
    }

    /** When nobody holds anything, nothing stays for longer than its group lets it live. */
    private void outliveLifetimes(SimulatedUser user) {
        world.advance(Duration.ofMillis(RandomSettings.LONGEST_TTL_MS + 1_000));
        for (Pile pile : declarations.consumable(user)) {
            if (pile.ttlMs > 0) {
                List<BrowsePage.Entry> left = inquiry.content(user, pile);
                Ledger.require(left.isEmpty(), () -> pile.name + " keeps " + left.size() + " whose time is over");
            }
        }
    }
}
