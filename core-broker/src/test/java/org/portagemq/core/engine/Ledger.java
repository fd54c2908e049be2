// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.StoredMessage;

/** What was promised about messages, and what of it is certain. Checks what a broker shows against it. */
final class Ledger {

    private static final int PRIORITIES = 8;

    /** What a crash can take: a promise of a level holds against all faults of lower ones. */
    enum Promise {
        NONE,
        /** It survives the end of the process. */
        WRITTEN,
        /** It survives a power cut. */
        SYNCED
    }

    /** A message as it was sent. */
    static final class Sent {
        final int id;
        final int user;
        final String topic;
        final boolean durable;
        final String body;
        final int priority;
        /** Not later than any time of it that the broker knows. */
        final long sentAt;

        long sequence;
        long recordBytes;
        boolean inTransaction;
        boolean outcomeKnown;

        Sent(int id, int user, String topic, boolean durable, String body, long sentAt) {
            this.id = id;
            this.user = user;
            this.topic = topic;
            this.durable = durable;
            this.body = body;
            this.priority = id % PRIORITIES;
            this.sentAt = sentAt;
        }
    }

    /** One message in one group. */
    static final class Copy {
        final Sent sent;
        final Pile pile;
        Promise promise = Promise.NONE;
        /** It is not acknowledged, purged or trimmed in this life of the broker. */
        boolean present = true;
        /** It can never come back. */
        boolean goneForGood;

        boolean handedOut;
        /** After any crash it must be marked as redelivered. */
        boolean handedOutForSure;

        Deal deal;
        Object holder;

        Copy(Sent sent, Pile pile) {
            this.sent = sent;
            this.pile = pile;
        }

        boolean mayOutliveCrash() {
            return sent.durable && pile.durable;
        }

        @Override
        public String toString() {
            return "message " + sent.id + " in " + pile.name;
        }
    }

    /** A group, or a partition, from its declaration to its end. */
    static final class Pile {
        final String name;
        final boolean durable;
        /** Whether retention may take messages away. */
        final boolean trimmed;
        /** How long messages live in it, 0 for ever. */
        final long ttlMs;

        final int maxPriority;

        final Map<Integer, Copy> copies = new LinkedHashMap<>();
        /** What readers by offset have seen: it never changes. */
        final Map<Long, Integer> seenAt = new HashMap<>();

        Pile(String name, boolean durable, boolean trimmed, GroupRules rules) {
            this.name = name;
            this.durable = durable;
            this.trimmed = trimmed;
            this.ttlMs = Math.max(0, rules.ttlMs());
            this.maxPriority = rules.maxPriority();
        }

        /** Messages of one level keep their order. */
        int level(Copy copy) {
            return Math.min(copy.sent.priority, maxPriority);
        }

        long presentCount() {
            return copies.values().stream().filter(copy -> copy.present).count();
        }
    }

    /** A transaction whose commit was asked for: all of it or nothing. */
    static final class Deal {
        final List<Copy> added = new ArrayList<>();
        final List<Copy> acked = new ArrayList<>();
        boolean answered;
    }

    private final Map<Integer, Sent> messages = new HashMap<>();
    private final Map<String, Pile> piles = new LinkedHashMap<>();
    private final List<Deal> deals = new ArrayList<>();
    private final LongSupplier wallMs;
    private int nextId = 1;
    private long nextSequence = 1;

    /** Nothing yet; with the time of day of the broker. */
    Ledger(LongSupplier wallMs) {
        this.wallMs = wallMs;
    }

    Sent send(int user, String topic, boolean durable, String filling) {
        int id = nextId++;
        Sent sent = new Sent(id, user, topic, durable, id + ":" + filling, wallMs.getAsLong());
        messages.put(id, sent);
        return sent;
    }

    /** The message takes its place, in the order of its publisher's calls. */
    List<Copy> arrive(Sent sent, Collection<String> targets) {
        sent.sequence = nextSequence++;
        List<Copy> copies = new ArrayList<>();
        for (String target : targets) {
            Pile pile = piles.get(target);
            Copy copy = new Copy(sent, pile);
            pile.copies.put(sent.id, copy);
            copies.add(copy);
        }
        return copies;
    }

    Deal deal() {
        Deal deal = new Deal();
        deals.add(deal);
        return deal;
    }

    Map<String, Pile> piles() {
        return piles;
    }

    void open(String name, boolean durable, boolean trimmed) {
        piles.put(name, new Pile(name, durable, trimmed, GroupRules.NONE));
    }

    void open(String name, boolean durable, GroupRules rules) {
        piles.put(name, new Pile(name, durable, false, rules));
    }

    /** Whether a rule of its group may have taken it away by now. */
    boolean mayHaveLeft(Copy copy) {
        Pile pile = copy.pile;
        return pile.trimmed || (pile.ttlMs > 0 && wallMs.getAsLong() >= copy.sent.sentAt + pile.ttlMs);
    }

    /** Of the messages that are there, so many may have left. */
    long overdueCount(Pile pile) {
        return pile.copies.values().stream()
                .filter(copy -> copy.present && mayHaveLeft(copy))
                .count();
    }

    void close(String name) {
        piles.remove(name);
    }

    /** The copy behind a message that the broker shows; it must be exactly what was sent. */
    Copy find(Pile pile, StoredMessage message) {
        String body = message.message().body().toUtf8();
        int colon = body.indexOf(':');
        Sent sent = colon < 0 ? null : messages.get(Integer.parseInt(body.substring(0, colon)));
        require(sent != null, () -> pile.name + " holds a message that nobody sent: " + body);
        require(
                sent.body.equals(body) && sent.topic.equals(message.topic()),
                () -> "message " + sent.id + " in " + pile.name + " is not what was sent");
        Copy copy = pile.copies.get(sent.id);
        require(copy != null, () -> "message " + sent.id + " was not sent to " + pile.name);
        require(!copy.goneForGood, () -> copy + " had gone for good, and is there again");
        return copy;
    }

    /** All that was done is on disk now. */
    void syncPoint() {
        for (Pile pile : piles.values()) {
            for (Copy copy : pile.copies.values()) {
                if (!copy.present) {
                    copy.goneForGood = true;
                } else if (copy.mayOutliveCrash() && copy.sent.outcomeKnown) {
                    copy.promise = Promise.SYNCED;
                }
                copy.handedOutForSure |= copy.handedOut;
            }
            pile.copies.values().removeIf(copy -> copy.goneForGood && !pile.trimmed && copy.sent.id < nextId - 2_000);
        }
        deals.clear();
    }

    /** In an undisturbed life each group holds exactly what the ledger says. */
    void checkExactly(Pile pile, List<BrowsePage.Entry> entries) {
        Map<Integer, Copy> shown = inOrder(pile, entries);
        for (Copy copy : pile.copies.values()) {
            boolean there = shown.containsKey(copy.sent.id);
            require(copy.present || !there, () -> copy + " has ended, and is there");
            require(there || !copy.present || mayHaveLeft(copy), () -> copy + " is missing");
            copy.present = there;
        }
    }

    private Map<Integer, Copy> inOrder(Pile pile, List<BrowsePage.Entry> entries) {
        Map<Integer, Copy> found = new LinkedHashMap<>();
        Map<Integer, Long> lastOfUser = new HashMap<>();
        for (BrowsePage.Entry entry : entries) {
            Copy copy = find(pile, entry.message());
            require(found.put(copy.sent.id, copy) == null, () -> copy + " is there twice");
            long before = lastOfUser.getOrDefault(copy.sent.user, 0L);
            require(before < copy.sent.sequence, () -> copy + " is behind one that was sent later");
            lastOfUser.put(copy.sent.user, copy.sent.sequence);
        }
        return found;
    }

    /** The group as it is after a crash: what it holds is the new truth, if the ledger allows it. */
    void recovered(Pile pile, List<BrowsePage.Entry> entries, Promise needed) {
        Map<Integer, Copy> found = inOrder(pile, entries);
        for (Copy copy : found.values()) {
            require(copy.mayOutliveCrash() || copy.deal != null, () -> copy + " should not have survived");
        }
        for (Copy copy : pile.copies.values()) {
            boolean there = found.containsKey(copy.sent.id);
            boolean promised = copy.present && copy.promise.compareTo(needed) >= 0 && !mayHaveLeft(copy);
            require(there || !promised, () -> copy + " was confirmed and is lost");
        }
    }

    /** Checked before {@link #settleAfterCrash}: transactions are there as a whole or not at all. */
    void checkDeals(Map<Pile, List<BrowsePage.Entry>> all, Promise needed) {
        for (Deal deal : deals) {
            Boolean committed = deal.answered ? Boolean.TRUE : null;
            for (Copy copy : deal.added) {
                if (copy.present && copy.sent.durable && all.containsKey(copy.pile) && !mayHaveLeft(copy)) {
                    committed = agree(committed, holds(all, copy), copy);
                }
            }
            for (Copy copy : deal.acked) {
                if (copy.promise.compareTo(needed) >= 0 && all.containsKey(copy.pile) && !mayHaveLeft(copy)) {
                    committed = agree(committed, !holds(all, copy), copy);
                }
            }
        }
        deals.clear();
    }

    private static Boolean agree(Boolean before, boolean now, Copy copy) {
        require(
                before == null || before == now,
                () -> copy + " says that its transaction was " + (now ? "committed" : "not committed")
                        + ", and others say the contrary");
        return now;
    }

    private static boolean holds(Map<Pile, List<BrowsePage.Entry>> all, Copy copy) {
        String start = copy.sent.id + ":";
        return all.get(copy.pile).stream()
                .anyMatch(entry -> entry.message().message().body().toUtf8().startsWith(start));
    }

    /** What a crash left is the truth from now on. */
    void settleAfterCrash(Pile pile, List<BrowsePage.Entry> entries) {
        Map<Integer, Copy> before = new LinkedHashMap<>(pile.copies);
        pile.copies.clear();
        for (BrowsePage.Entry entry : entries) {
            String body = entry.message().message().body().toUtf8();
            Copy copy = before.remove(Integer.parseInt(body.substring(0, body.indexOf(':'))));
            copy.present = true;
            copy.promise = Promise.SYNCED;
            copy.sent.outcomeKnown = true;
            copy.holder = null;
            copy.handedOut = false;
            copy.deal = null;
            pile.copies.put(copy.sent.id, copy);
        }
        for (Copy copy : before.values()) {
            copy.present = false;
            copy.goneForGood = true;
            pile.copies.put(copy.sent.id, copy);
        }
    }

    static void require(boolean holds, java.util.function.Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }
}
