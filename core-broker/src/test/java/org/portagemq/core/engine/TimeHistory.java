// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PendingMessage;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;
import org.portagemq.core.storage.StoreFiles;

/**
 * One random life of a broker with messages that wait for their time, come back later, are sent again, and are parts of
 * transactions that wait for a decision, while the process is killed, the power fails, the disk is full and the time of
 * day jumps. At its end each message is where it was promised to be: once, and never early. Everything comes from the
 * seed.
 */
final class TimeHistory implements AutoCloseable {

    private static final List<String> GROUPS = List.of("a", "b");
    private static final long DAY_MS = 86_400_000;

    private final Random random;
    private final SimulatedWorld world;
    private final Map<Long, String> sent = new HashMap<>();
    private final Set<String> confirmed = new HashSet<>();
    private final Set<String> mayBeGone = new HashSet<>();
    private final Set<String> maybe = new HashSet<>();
    private final Map<String, Long> notBefore = new HashMap<>();
    private final List<Inbox> inboxes = new ArrayList<>();
    private final Map<Long, TimeBranch> branches = new LinkedHashMap<>();
    private final List<TimeBranch> preparing = new ArrayList<>();
    private final Set<String> givenUp = new HashSet<>();
    private TestClient client;
    private int next;

    TimeHistory(long seed, UnaryOperator<StoreFiles> disk) {
        random = new Random(seed);
        world = SimulatedWorld.prepare(
                        seed,
                        Map.of(
                                "store.index-memory", "16KiB",
                                "store.snapshot-bytes", "64KiB",
                                "store.snapshot-interval", "300ms",
                                "transactions.check-after", "1s",
                                "transactions.check-interval", "1s",
                                "transactions.checks", "3"))
                .timeGoesOn()
                .disk(disk);
        start();
        GROUPS.forEach(client::declareGroup);
        world.advance(Duration.ofSeconds(1));
    }

    private void start() {
        world.start();
        givenUp.clear();
        world.broker().onEvent(event -> {
            if (event instanceof BrokerEvent.TransactionAbandoned abandoned) {
                givenUp.add(abandoned.transaction().name().toUtf8());
            }
        });
        client = new TestClient(world);
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            step();
            checkTimes();
        }
        crash(true);
        check();
    }

    private void step() {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> delayed();
            case 3 -> burst();
            case 4, 5 -> again();
            case 6, 7 -> inboxes.add(client.subscribe(any(GROUPS), 1 + random.nextInt(5)));
            case 8, 9, 10 -> settle();
            case 11 -> prepare();
            case 12 -> prepareOrJoin();
            case 13, 14 -> decide();
            case 15 -> takeAway();
            case 16, 17, 18 -> world.advance(Duration.ofMillis(random.nextInt(1_500)));
            case 19 -> world.settle();
            case 20 -> closeInboxes();
            case 21 -> jump();
            case 22 -> disk();
            default -> crash(random.nextBoolean());
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String text() {
        return "m" + next++ + " ".repeat(random.nextInt(200));
    }

    private long delay() {
        return switch (random.nextInt(5)) {
            case 0 -> 1 + random.nextInt(50);
            case 1 -> random.nextInt(100_000);
            case 2 -> DAY_MS * (1 + random.nextInt(700));
            default -> random.nextInt(3_000);
        };
    }

    // --- messages

    private void delayed() {
        send(text(), delay());
    }

    private void burst() {
        long delay = delay();
        for (int i = random.nextInt(80); i > 0; i--) {
            send(text(), delay);
        }
    }

    private void send(String text, long delay) {
        Message message = TestClient.message(any(GROUPS), text, true);
        notBefore.put(text, world.platform().nanoTime() / 1_000_000 + delay);
        long token = client.send("", message.deliverAt(world.wallMs() + delay));
        sent.put(token, text);
    }

    private void again() {
        String key = "k" + random.nextInt(8);
        Message message = TestClient.message("a", "once-" + key, true).deduplicated(Deduplication.byKey(key));
        sent.put(client.send("", message), "once-" + key);
    }

    private void settle() {
        if (inboxes.isEmpty()) {
            return;
        }
        Inbox inbox = any(inboxes);
        if (inbox.deliveries().isEmpty()) {
            return;
        }
        int index = random.nextInt(inbox.deliveries().size());
        switch (random.nextInt(4)) {
            case 0 -> {
                mayBeGone.add(TestClient.text(inbox.get(index)));
                inbox.ack(index);
            }
            case 1 -> inbox.release(index, Release.COUNTED, random.nextInt(400));
            case 2 -> inbox.release(index, Release.UNCOUNTED, 6_000L + random.nextInt(5_000));
            default -> inbox.credit(4);
        }
    }

    private void takeAway() {
        PendingPage page = client.ask((s, answer) ->
                s.admin().listPending(Optional.empty(), Optional.empty(), 1 + random.nextInt(20), answer));
        if (page.messages().isEmpty()) {
            return;
        }
        PendingMessage one = any(page.messages());
        String text = one.message().message().body().toUtf8();
        MessageId id = one.message().id();
        notBefore.remove(text);
        if (random.nextBoolean()) {
            mayBeGone.add(text);
            client.call(s -> s.admin().cancelPending(id, answer(value -> {})));
        } else {
            client.call(s -> s.admin().hastenPending(id, answer(value -> {})));
        }
    }

    // --- transactions

    private void prepareOrJoin() {
        if (random.nextBoolean()) {
            prepare();
        } else {
            join();
        }
    }

    private void prepare() {
        TimeBranch branch = new TimeBranch("branch-" + next++);
        Transaction transaction = client.begin();
        for (int i = random.nextInt(4); i > 0; i--) {
            String text = text();
            branch.sent.add(text);
            Message message = TestClient.message(any(GROUPS), text, true);
            client.send(
                    "", random.nextInt(3) == 0 ? message.deliverAt(world.wallMs() + delay()) : message, transaction);
        }
        acknowledge(branch, transaction);
        preparing.add(branch);
        Answer<Long> answer = answer(id -> {
            branch.id = id;
            branches.put(id, branch);
        });
        branch.entrusted = random.nextInt(3) == 0;
        if (branch.entrusted) {
            client.call(s -> transaction.entrust(branch.name, Transaction.USUAL, answer));
        } else {
            client.call(s -> transaction.prepare(Payload.utf8(branch.name), answer));
        }
    }

    /** Adds to one that was entrusted, by what was done in another transaction. */
    private void join() {
        List<TimeBranch> open = branches.values().stream()
                .filter(branch -> branch.entrusted && branch.isOpen())
                .toList();
        if (open.isEmpty()) {
            return;
        }
        TimeBranch branch = any(open);
        Transaction transaction = client.begin();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String text = text();
            branch.joining.add(text);
            client.send("", TestClient.message(any(GROUPS), text, true), transaction);
        }
        acknowledge(branch, transaction);
        // Of one that was given up meanwhile it is refused; what was sent is never seen then.
        Answer<Void> answer = answer(nothing -> branch.joined());
        client.call(s -> transaction.join(branch.id, branch.name, answer));
    }

    private void acknowledge(TimeBranch branch, Transaction transaction) {
        if (inboxes.isEmpty() || any(inboxes).deliveries().isEmpty()) {
            return;
        }
        Inbox inbox = any(inboxes);
        for (int i = 0; i < Math.min(3, inbox.deliveries().size()); i++) {
            int index = random.nextInt(inbox.deliveries().size());
            branch.acked.add(TestClient.text(inbox.get(index)));
            inbox.ack(index, transaction);
        }
    }

    private void decide() {
        List<TimeBranch> open =
                branches.values().stream().filter(TimeBranch::isOpen).toList();
        if (open.isEmpty()) {
            return;
        }
        TimeBranch branch = any(open);
        branch.wanted = random.nextBoolean();
        Answer<Void> answer = answer(nothing -> branch.decided = true);
        if (branch.wanted) {
            client.call(s -> s.commitPrepared(branch.id, answer));
        } else {
            client.call(s -> s.rollbackPrepared(branch.id, answer));
        }
    }

    private static <T> Answer<T> answer(java.util.function.Consumer<T> done) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                done.accept(value);
            }

            @Override
            public void failed(BrokerException reason) {
                // It did not happen, or nobody knows.
            }
        };
    }

    // --- faults

    private void closeInboxes() {
        inboxes.forEach(Inbox::close);
        inboxes.clear();
    }

    private void disk() {
        world.files().capacity(world.files().usedBytes() + random.nextInt(100_000));
        world.advance(Duration.ofMillis(random.nextInt(500)));
        world.files().capacity(Long.MAX_VALUE);
        world.advance(Duration.ofSeconds(2));
    }

    /** Before the broker has seen it and knows it for good, a crash makes it a jump while the broker was down. */
    private void jump() {
        world.platform().stepWallClock(Duration.ofMinutes(random.nextInt(240) - 120));
        world.advance(Duration.ofMillis(200));
    }

    private void note() {
        client.outcomes().confirmed().forEach(token -> {
            if (sent.containsKey(token)) {
                confirmed.add(sent.get(token));
            }
        });
        client.outcomes().refused().keySet().forEach(sent::remove);
    }

    private void crash(boolean power) {
        note();
        if (power) {
            world.powerCut();
        } else {
            world.kill();
        }
        world.files().capacity(Long.MAX_VALUE);
        Set<String> before = Set.copyOf(givenUp);
        start();
        inboxes.clear();
        sent.clear();
        notBefore.clear();
        world.settle();
        checkWaiting(before);
    }

    // --- checks

    /** Nothing was delivered before its time, by the clock that only goes forward. */
    private void checkTimes() {
        long now = world.platform().nanoTime() / 1_000_000;
        for (Inbox inbox : inboxes) {
            for (Delivery delivery : inbox.deliveries()) {
                Long earliest = notBefore.get(TestClient.text(delivery));
                require(
                        earliest == null || now >= earliest - SteadyClock.STEP_MS,
                        () -> TestClient.text(delivery) + " came " + (earliest - now) + " ms early");
            }
        }
    }

    /** After a crash: what was answered to be prepared waits, what was answered to be decided does not. */
    private void checkWaiting(Set<String> abandoned) {
        List<PreparedTransaction> waiting = client.ask((s, answer) -> s.listPrepared(answer));
        Map<String, PreparedTransaction> byName = new HashMap<>();
        waiting.forEach(one -> byName.put(one.name().toUtf8(), one));
        for (TimeBranch branch : List.copyOf(preparing)) {
            PreparedTransaction found = byName.remove(branch.name);
            require(
                    found != null || !branch.mustWait(abandoned.contains(branch.name)),
                    () -> branch.name + " was prepared and is lost");
            require(!branch.decided || found == null, () -> branch.name + " was decided and waits again");
            if (found != null && found.messages() == branch.sent.size() + branch.joining.size()) {
                // Nobody heard of it, but it is there as a whole.
                branch.joined();
            } else {
                maybe.addAll(branch.joining);
                branch.joining.clear();
            }
            require(
                    found == null || found.messages() == branch.sent.size(),
                    () -> branch.name + " has " + found.messages() + " messages, it had " + branch.sent);
            if (found == null) {
                ended(branch, abandoned.contains(branch.name));
            } else {
                branch.id = found.id();
                branch.wanted = null;
                branches.put(found.id(), branch);
            }
        }
        require(byName.isEmpty(), () -> "nobody prepared " + byName.keySet());
    }

    /** It does not wait: committed, rolled back, or never prepared. */
    private void ended(TimeBranch branch, boolean abandoned) {
        preparing.remove(branch);
        branches.remove(branch.id == null ? -1L : branch.id);
        if (branch.isCommitted() && !abandoned) {
            // Of a commit that was not answered nobody knows whether it came before the crash; then it would wait.
            confirmed.addAll(branch.sent);
            mayBeGone.addAll(branch.acked);
        } else {
            branch.sent.forEach(text -> require(!confirmed.contains(text), () -> text + " was confirmed"));
            maybe.addAll(branch.sent);
        }
    }

    private void check() {
        for (TimeBranch branch : List.copyOf(branches.values())) {
            client.<Void>ask((s, answer) -> s.rollbackPrepared(branch.id, answer));
            branch.wanted = false;
            ended(branch, false);
        }
        Map<String, Integer> found = new HashMap<>();
        long ready = 0;
        for (String group : GROUPS) {
            browse(group).forEach(text -> found.merge(text, 1, Integer::sum));
            ready += client.describeGroup(group).ready();
            long inFlight = client.describeGroup(group).inFlight();
            require(inFlight == 0, () -> group + " has " + inFlight + " messages that are out at nobody");
        }
        long there = found.values().stream().mapToInt(Integer::intValue).sum();
        long readyNow = ready;
        require(readyNow == there, () -> readyNow + " messages are ready, and " + there + " are there");
        long waiting = pending(found);
        long counted =
                client
                        .<List<org.portagemq.core.api.PendingCount>>ask(
                                (s, answer) -> s.admin().countPending(answer))
                        .stream()
                        .mapToLong(org.portagemq.core.api.PendingCount::messages)
                        .sum();
        require(waiting == counted, () -> waiting + " messages wait, " + counted + " are counted");
        for (String text : confirmed) {
            int copies = found.getOrDefault(text, 0);
            require(copies <= 1, () -> copies + " copies of " + text);
            require(copies == 1 || mayBeGone.contains(text), () -> text + " is lost");
        }
        for (String text : maybe) {
            require(!found.containsKey(text), () -> text + " was rolled back, and is there");
        }
        found.forEach((text, count) -> require(count == 1, () -> count + " copies of " + text));
    }

    private List<String> browse(String group) {
        List<String> texts = new ArrayList<>();
        long from = 0;
        BrowsePage page;
        do {
            long at = from;
            page = client.ask((s, answer) -> s.browse(group, at, 100, answer));
            page.entries()
                    .forEach(entry -> texts.add(entry.message().message().body().toUtf8()));
            from = page.nextOffset();
        } while (from < page.end());
        return texts;
    }

    private long pending(Map<String, Integer> found) {
        long count = 0;
        Optional<String> from = Optional.empty();
        do {
            Optional<String> at = from;
            PendingPage page = client.ask((s, answer) -> s.admin().listPending(Optional.empty(), at, 50, answer));
            page.messages()
                    .forEach(one -> found.merge(one.message().message().body().toUtf8(), 1, Integer::sum));
            count += page.messages().size();
            from = page.next();
        } while (from.isPresent());
        return count;
    }

    private static void require(boolean holds, java.util.function.Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
