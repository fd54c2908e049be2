// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.Ledger.Pile;

/** Asks a broker of a history what it holds, and compares its counts and its finds with the ledger. */
final class Inquiry {

    private final SimulatedWorld world;
    private final Ledger ledger;

    Inquiry(SimulatedWorld world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    /** Calls the session and waits for the answer, which is no failure. */
    <T> T ask(SimulatedUser user, BiConsumer<Session, Answer<T>> call) {
        AtomicReference<T> value = new AtomicReference<>();
        AtomicReference<BrokerException> failure = new AtomicReference<>();
        boolean[] answered = {false};
        user.call(s -> call.accept(s, new Answer<T>() {
            @Override
            public void done(T result) {
                value.set(result);
                answered[0] = true;
            }

            @Override
            public void failed(BrokerException reason) {
                failure.set(reason);
                answered[0] = true;
            }
        }));
        world.await("an answer", () -> answered[0]);
        if (failure.get() != null) {
            throw new AssertionError("refused: " + failure.get(), failure.get());
        }
        return value.get();
    }

    /** What the broker says is declared in the namespace of the user. */
    Topology declared(SimulatedUser user) {
        Topology found = new Topology();
        for (TopicSettings topic :
                this.<List<TopicSettings>>ask(user, (s, answer) -> s.admin().listTopics(answer))) {
            if (!StandardTopics.contains(topic.name())) {
                found.topics().put(topic.name(), topic);
            }
        }
        for (GroupInfo group :
                this.<List<GroupInfo>>ask(user, (s, answer) -> s.admin().listGroups(answer))) {
            found.groups().put(group.settings().name(), group.settings());
        }
        found.bindings()
                .addAll(this.<List<Binding>>ask(user, (s, answer) -> s.admin().listBindings(answer)));
        return found;
    }

    /** All that the broker shows of a group or partition. */
    List<BrowsePage.Entry> content(SimulatedUser user, Pile pile) {
        if (pile.name.contains("/")) {
            // Readers by offset see what is on disk: the first look asks for that.
            entries(user, pile);
            world.advance(Duration.ofMillis(50));
        }
        return entries(user, pile);
    }

    private List<BrowsePage.Entry> entries(SimulatedUser user, Pile pile) {
        List<BrowsePage.Entry> entries = new ArrayList<>();
        int slash = pile.name.indexOf('/');
        for (long from = 0; ; ) {
            long start = from;
            BrowsePage page = this.<BrowsePage>ask(user, (s, answer) -> {
                if (slash < 0) {
                    s.browse(pile.name, start, 100, answer);
                } else {
                    int partition = Integer.parseInt(pile.name.substring(slash + 1));
                    s.read(pile.name.substring(0, slash), partition, start, 100, answer);
                }
            });
            entries.addAll(page.entries());
            if (page.nextOffset() >= page.end()) {
                break;
            }
            from = page.nextOffset();
        }
        if (slash > 0) {
            for (BrowsePage.Entry entry : entries) {
                int id = ledger.find(pile, entry.message()).sent.id;
                Integer before = pile.seenAt.put(entry.offset(), id);
                Ledger.require(
                        before == null || before == id,
                        () -> "offset " + entry.offset() + " of " + pile.name + " was message " + before + " and is "
                                + id);
            }
        }
        return entries;
    }

    /** What the broker counts is what the ledger says; messages whose time is over may or may not be counted. */
    void checkCounts(SimulatedUser user, Pile pile, long inFlight) {
        if (pile.name.contains("/")) {
            return;
        }
        GroupInfo info = this.<GroupInfo>ask(user, (s, answer) -> s.admin().describeGroup(pile.name, answer));
        long present = pile.presentCount();
        long missing = present - info.ready() - info.inFlight();
        long mayBeMissing = ledger.overdueCount(pile);
        Ledger.require(
                missing >= 0 && missing <= mayBeMissing && info.inFlight() == inFlight,
                () -> pile.name + " has " + present + " messages, " + inFlight + " of them in flight, and says "
                        + info);
        long bytes = pile.copies.values().stream()
                .filter(copy -> copy.present)
                .mapToLong(copy -> copy.sent.recordBytes)
                .sum();
        Ledger.require(
                missing > 0 || info.bytes() == bytes, () -> pile.name + " has " + bytes + " bytes, and says " + info);
    }

    /** Some messages of each group are found by their keys. */
    void findKeys(SimulatedUser user) {
        for (Pile pile : ledger.piles().values()) {
            pile.copies.values().stream()
                    .filter(copy -> copy.present && !copy.sent.inTransaction && !ledger.mayHaveLeft(copy))
                    .limit(3)
                    .forEach(copy -> {
                        List<StoredMessage> found = this.<List<StoredMessage>>ask(
                                user, (s, answer) -> s.find(copy.sent.topic, "k" + copy.sent.id, 10, answer));
                        Ledger.require(found.size() == 1, () -> copy + " is found " + found.size() + " times by key");
                    });
        }
    }
}
