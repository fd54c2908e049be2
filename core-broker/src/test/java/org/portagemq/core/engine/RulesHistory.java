// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.PolicySettings.AppliesTo;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.RetrySchedule;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.engine.TestClient.Inbox;
import org.portagemq.core.storage.StoreFiles;

/**
 * One random life of groups whose messages have lifetimes, limited attempts and a retry schedule, while policies come and
 * go, the process is killed, the power fails and the disk is full. A message that leaves its group without having been
 * consumed is a dead letter, once, for a reason that it can have; the policies are those that were answered, and in force.
 */
final class RulesHistory implements AutoCloseable {

    private static final String WORK = "work";
    private static final String PLAIN = "plain";
    private static final String DEAD = "dead";
    private static final int ATTEMPTS = 3;
    private static final List<Long> RETRY_MS = List.of(100L, 400L, 6_000L);
    private static final int SHORTEST_TTL_MS = 300;
    private static final int LONGEST_TTL_MS = 3_000;
    private static final int SHORTEST_LENGTH = 3;

    private final Random random;
    private final SimulatedWorld world;
    private final Map<Long, Sent> tokens = new HashMap<>();
    private final Map<String, Sent> all = new LinkedHashMap<>();
    private final List<Taker> takers = new ArrayList<>();
    private final Map<String, PolicySettings> policies = new TreeMap<>();
    /** What the policies are when a change that was not answered has happened; null when there is none. */
    private Map<String, PolicySettings> unanswered;

    private final Set<String> ttlGroups = new HashSet<>();
    private final Set<String> shortGroups = new HashSet<>();
    private TestClient client;
    private int next;

    /** A message, and what is known of it. */
    private static final class Sent {
        private final String text;
        private final String group;
        private final long ttlMs;
        private final long sentAt;
        /** Whether it, or its group when it came, limits its life. */
        private final boolean mortal;

        private boolean confirmed;
        private boolean mayBeConsumed;
        private boolean rejected;
        /** How often it was said to have failed, and how much of that no crash can take back. */
        private int failed;

        private int failedForSure;
        /** Whether a crash may have taken some of it. */
        private boolean unsure;

        private long notBefore;

        private Sent(String text, String group, long ttlMs, long sentAt, boolean mortal) {
            this.mortal = mortal;
            this.text = text;
            this.group = group;
            this.ttlMs = ttlMs;
            this.sentAt = sentAt;
        }
    }

    /** A consumer, what of its deliveries was looked at, and what it holds. */
    private static final class Taker {
        private final Inbox inbox;
        private final List<Integer> held = new ArrayList<>();
        private int seen;

        private Taker(Inbox inbox) {
            this.inbox = inbox;
        }
    }

    RulesHistory(long seed, UnaryOperator<StoreFiles> disk) {
        random = new Random(seed);
        world = SimulatedWorld.prepare(
                        seed,
                        Map.of(
                                "store.index-memory", "16KiB",
                                "store.snapshot-bytes", seed % 2 == 0 ? "64KiB" : "1MiB",
                                "store.snapshot-interval", seed % 2 == 0 ? "1s" : "1m"))
                .timeGoesOn()
                .disk(disk);
        world.start();
        client = new TestClient(world);
        GroupRules dying = GroupRules.NONE.withDeadLetter("", DEAD);
        declare(DEAD, GroupRules.NONE);
        declare(PLAIN, dying);
        declare(
                WORK,
                dying.toBuilder()
                        .deliveryLimit(ATTEMPTS)
                        .retry(RetrySchedule.steps(RETRY_MS))
                        .build());
        world.advance(Duration.ofSeconds(1));
    }

    private void declare(String name, GroupRules rules) {
        client.declareGroup(new GroupSettings(name, true, false, false, Map.of(), rules));
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            step();
            look();
        }
        crash(true);
        check();
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> send();
            case 4, 5 -> takers.add(new Taker(client.subscribe(group(), 1 + random.nextInt(4))));
            case 6, 7, 8, 9, 10 -> settle();
            case 11, 12 -> changePolicies();
            case 13, 14, 15 -> world.advance(Duration.ofMillis(random.nextInt(800)));
            case 16 -> rest();
            case 17 -> leave();
            case 18 -> fullDisk();
            default -> crash(random.nextBoolean());
        }
    }

    private String group() {
        return random.nextBoolean() ? WORK : PLAIN;
    }

    // --- messages

    private void send() {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            send(group());
        }
    }

    private void send(String group) {
        long ttl = random.nextInt(3) == 0
                ? SHORTEST_TTL_MS + random.nextInt(LONGEST_TTL_MS - SHORTEST_TTL_MS)
                : Message.NO_TTL;
        boolean mortal = ttl != Message.NO_TTL || inForce(group, "ttl-ms") != null;
        Sent sent = new Sent("m" + next++ + " ".repeat(random.nextInt(200)), group, ttl, world.wallMs(), mortal);
        all.put(sent.text, sent);
        Message message = new Message(
                List.of(group),
                true,
                0,
                ttl,
                FlushPolicy.DEFAULT,
                List.of(),
                MessageFormat.PLAIN,
                Payload.EMPTY,
                Payload.utf8(sent.text));
        tokens.put(client.send("", message), sent);
    }

    private void settle() {
        if (takers.isEmpty()) {
            return;
        }
        Taker taker = takers.get(random.nextInt(takers.size()));
        taker.inbox.credit(3);
        if (taker.held.isEmpty()) {
            return;
        }
        int index = taker.held.remove(random.nextInt(taker.held.size()));
        Sent sent = sent(taker.inbox.get(index));
        switch (random.nextInt(4)) {
            case 0 -> {
                sent.mayBeConsumed = true;
                taker.inbox.ack(index);
            }
            case 1 -> {
                sent.rejected = true;
                taker.inbox.reject(index);
            }
            default -> fail(taker, index, sent);
        }
    }

    private void fail(Taker taker, int index, Sent sent) {
        sent.failed++;
        int attempts = taker.inbox.get(index).attempts() + 1;
        boolean comesBack = sent.group.equals(WORK) && attempts <= RETRY_MS.size();
        sent.notBefore = comesBack ? world.wallMs() + RETRY_MS.get(attempts - 1) : 0;
        taker.inbox.release(index, Release.COUNTED);
    }

    private Sent sent(Delivery delivery) {
        return all.get(TestClient.text(delivery));
    }

    private void leave() {
        takers.forEach(taker -> taker.inbox.close());
        takers.clear();
    }

    // --- policies

    private void changePolicies() {
        String name = "p" + random.nextInt(3);
        Map<String, PolicySettings> after = new TreeMap<>(policies);
        if (random.nextInt(3) == 0 && policies.containsKey(name)) {
            after.remove(name);
            unanswered = after;
            client.call(s -> s.admin().removePolicy(name, false, answered(after)));
        } else {
            PolicySettings policy = new PolicySettings(
                    name, "^" + group() + "$", AppliesTo.GROUPS, random.nextInt(3), definition(), false);
            after.put(name, policy);
            noteRules(policy);
            unanswered = after;
            client.call(s -> s.admin().putPolicy(policy, answered(after)));
        }
        world.await(
                "the answer about policies",
                () -> unanswered == null || world.files().crashed());
    }

    private Map<String, Object> definition() {
        return switch (random.nextInt(3)) {
            case 0 -> Map.of("ttl-ms", (long) SHORTEST_TTL_MS + random.nextInt(LONGEST_TTL_MS - SHORTEST_TTL_MS));
            case 1 -> Map.of("max-length", (long) SHORTEST_LENGTH + random.nextInt(10));
            default -> Map.of("max-length", 5L, "ttl-ms", 2_000L);
        };
    }

    private void noteRules(PolicySettings policy) {
        String group = policy.pattern().replaceAll("[$^]", "");
        if (policy.definition().containsKey("ttl-ms")) {
            ttlGroups.add(group);
        }
        if (policy.definition().containsKey("max-length")) {
            shortGroups.add(group);
        }
    }

    private Answer<Void> answered(Map<String, PolicySettings> after) {
        return new Answer<>() {
            @Override
            public void done(Void nothing) {
                policies.clear();
                policies.putAll(after);
                unanswered = null;
            }

            @Override
            public void failed(BrokerException reason) {
                throw new AssertionError("a policy was refused", reason);
            }
        };
    }

    /** A number that the policy in force sets for the group, or null. */
    private Long inForce(String group, String key) {
        return policies.values().stream()
                .filter(policy -> policy.pattern().equals("^" + group + "$"))
                .min(Comparator.comparingInt((PolicySettings policy) -> -policy.priority())
                        .thenComparing(PolicySettings::name))
                .map(policy -> (Long) policy.definition().get(key))
                .orElse(null);
    }

    // --- faults

    private void fullDisk() {
        world.files().capacity(world.files().usedBytes() + random.nextInt(60_000));
        send();
        world.advance(Duration.ofMillis(random.nextInt(500)));
        world.files().capacity(Long.MAX_VALUE);
        world.advance(Duration.ofSeconds(2));
    }

    private void crash(boolean power) {
        note();
        if (power) {
            world.powerCut();
        } else {
            world.kill();
        }
        world.start();
        client = new TestClient(world);
        takers.clear();
        tokens.clear();
        all.values().forEach(RulesHistory::afterCrash);
        world.settle();
        checkPolicies();
    }

    private static void afterCrash(Sent sent) {
        sent.notBefore = 0;
        sent.unsure |= sent.failed != sent.failedForSure;
    }

    private void note() {
        client.outcomes().confirmed().forEach(token -> tokens.get(token).confirmed = true);
    }

    // --- checks

    /** What was delivered may be, and not before its time. */
    private void look() {
        for (Taker taker : takers) {
            List<Delivery> deliveries = taker.inbox.deliveries();
            while (taker.seen < deliveries.size()) {
                taker.held.add(taker.seen);
                look(deliveries.get(taker.seen++));
            }
        }
    }

    private void look(Delivery delivery) {
        Sent sent = sent(delivery);
        require(
                world.wallMs() >= sent.notBefore,
                () -> sent.text + " came " + (sent.notBefore - world.wallMs()) + " ms before its next attempt");
        require(
                delivery.attempts() <= (sent.group.equals(WORK) ? ATTEMPTS : Integer.MAX_VALUE),
                () -> sent.text + " is tried again after " + delivery.attempts() + " attempts");
        require(
                delivery.attempts() <= sent.failed && delivery.attempts() >= sent.failedForSure,
                () -> sent.text + " has failed " + delivery.attempts() + " times, and did " + sent.failedForSure
                        + " to " + sent.failed);
        sent.failed = delivery.attempts();
        sent.unsure = false;
    }

    /** When all is on disk, it is as it must be, and stays so. */
    private void rest() {
        leave();
        world.advance(Duration.ofSeconds(1));
        if (world.broker().status().gauges().get("log_unsynced_bytes") != 0) {
            return;
        }
        note();
        all.values().stream().filter(sent -> !sent.unsure).forEach(sent -> sent.failedForSure = sent.failed);
        checkLimits();
    }

    private void checkPolicies() {
        List<PolicySettings> found = client.ask((s, answer) -> s.admin().listPolicies(answer));
        Map<String, PolicySettings> byName = new TreeMap<>();
        found.forEach(policy -> byName.put(policy.name(), policy));
        require(
                byName.equals(policies) || byName.equals(unanswered),
                () -> "policies are " + byName + ", they were " + policies + " and maybe " + unanswered);
        policies.clear();
        policies.putAll(byName);
        unanswered = null;
    }

    private void checkLimits() {
        for (String group : List.of(WORK, PLAIN)) {
            // What is given back may be too much until the next message comes.
            send(group);
            world.advance(Duration.ofMillis(100));
            Long limit = inForce(group, "max-length");
            long ready = client.describeGroup(group).ready();
            require(
                    limit == null || ready <= limit,
                    () -> group + " has " + ready + " messages, and may have " + limit);
        }
    }

    private void check() {
        world.advance(Duration.ofMillis(RETRY_MS.get(2) + LONGEST_TTL_MS + 2_000));
        checkLimits();
        world.advance(Duration.ofMillis(LONGEST_TTL_MS + 2_000));
        Map<String, List<String>> places = new HashMap<>();
        for (String group : List.of(WORK, PLAIN, DEAD)) {
            for (StoredMessage message : browse(group)) {
                String text = message.message().body().toUtf8();
                places.computeIfAbsent(text, key -> new ArrayList<>()).add(group);
                checkLife(all.get(text), group, message);
            }
        }
        pending().forEach(text -> places.computeIfAbsent(text, key -> new ArrayList<>())
                .add("later"));
        places.forEach((text, found) -> require(found.size() == 1, () -> text + " is in " + found));
        for (Sent sent : all.values()) {
            boolean there = places.containsKey(sent.text);
            require(there || !sent.confirmed || sent.mayBeConsumed, () -> sent.text + " is lost");
        }
    }

    private void checkLife(Sent sent, String group, StoredMessage message) {
        if (group.equals(DEAD)) {
            Death death = message.deaths().get(0);
            require(
                    death.group().equals(sent.group) && mayHaveDied(sent, death),
                    () -> sent.text + " died of " + death);
            return;
        }
        require(!sent.mortal || sent.failed > 0, () -> sent.text + " is still in " + group + ", its time is over");
    }

    private boolean mayHaveDied(Sent sent, Death death) {
        return switch (death.reason()) {
            case EXPIRED ->
                (sent.ttlMs != Message.NO_TTL || ttlGroups.contains(sent.group))
                        && death.time() >= sent.sentAt + SHORTEST_TTL_MS;
            case OVERFLOW -> shortGroups.contains(sent.group);
            case DELIVERY_LIMIT -> sent.group.equals(WORK) && sent.failed > ATTEMPTS;
            case REJECTED -> sent.rejected;
        };
    }

    private List<StoredMessage> browse(String group) {
        List<StoredMessage> messages = new ArrayList<>();
        long from = 0;
        BrowsePage page;
        do {
            long at = from;
            page = client.ask((s, answer) -> s.browse(group, at, 100, answer));
            page.entries().forEach(entry -> messages.add(entry.message()));
            from = page.nextOffset();
        } while (from < page.end());
        return messages;
    }

    private List<String> pending() {
        List<String> texts = new ArrayList<>();
        Optional<String> from = Optional.empty();
        do {
            Optional<String> at = from;
            PendingPage page = client.ask((s, answer) -> s.admin().listPending(Optional.empty(), at, 50, answer));
            page.messages()
                    .forEach(one -> texts.add(one.message().message().body().toUtf8()));
            from = page.next();
        } while (from.isPresent());
        return texts;
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
