// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.Ledger.Copy;
import org.portagemq.core.engine.Ledger.Deal;
import org.portagemq.core.engine.Ledger.Pile;
import org.portagemq.core.engine.Ledger.Promise;
import org.portagemq.core.engine.Ledger.Sent;

/** One session of a history: what it calls is written into the ledger, what it hears is checked against it. */
final class SimulatedUser implements PublishListener {

    private final SimulatedWorld world;
    private final Ledger ledger;
    private final int number;
    private final Executor loop;
    private final Session session;
    private final Map<String, Publisher> publishers = new HashMap<>();
    private final Map<Long, Expected> pending = new LinkedHashMap<>();
    private final List<Source> sources = new ArrayList<>();
    private final Map<String, Source> fetchers = new HashMap<>();
    private Open transaction;
    private long tokens;
    private int unanswered;

    /** What the outcome of a publish has to be. */
    private record Expected(Sent sent, List<Copy> copies, Promise promise) {}

    /** A transaction that goes on. */
    private static final class Open {
        private final Transaction handle;
        private final List<Sent> sent = new ArrayList<>();
        private final List<String> keys = new ArrayList<>();
        private final List<Taken> acked = new ArrayList<>();

        private Open(Transaction handle) {
            this.handle = handle;
        }
    }

    /** A message at a consumer. */
    private record Taken(Source source, long offset, Copy copy) {}

    /** A subscription or a fetcher, and what it holds. */
    final class Source implements SubscriptionListener {
        private final Pile pile;
        private final boolean autoAck;
        private final Map<Long, Copy> held = new LinkedHashMap<>();
        private DeliverySource handle;
        private boolean ended;
        private boolean cancelled;
        /** Of each level, the last one that came for the first time. */
        private final Map<Integer, Long> lastFirst = new HashMap<>();
        /** What is there when it begins comes from the highest priority to the lowest. */
        private boolean descending;

        private int lastLevel = Integer.MAX_VALUE;

        private Source(Pile pile, boolean autoAck) {
            this.pile = pile;
            this.autoAck = autoAck;
        }

        @Override
        public void refused(BrokerException reason) {
            throw new AssertionError("a subscription to " + pile.name + " was refused", reason);
        }

        @Override
        public void cancelled(BrokerException reason) {
            ended = true;
            giveBack();
        }

        @Override
        public void deliver(Delivery delivery) {
            if (ended) {
                return;
            }
            Copy copy = ledger.find(pile, delivery.message());
            Ledger.require(copy.present, () -> copy + " was delivered after its end");
            Ledger.require(copy.holder == null, () -> copy + " is in flight at two consumers");
            Ledger.require(
                    delivery.redelivered() || !(copy.handedOut || copy.handedOutForSure),
                    () -> copy + " is delivered again without being marked so");
            if (!delivery.redelivered()) {
                Long before = lastFirst.put(pile.level(copy), delivery.offset());
                Ledger.require(
                        before == null || delivery.offset() > before,
                        () -> copy + " is delivered before an earlier one");
            }
            Ledger.require(
                    !descending || pile.level(copy) <= lastLevel,
                    () -> copy + " is delivered after one of level " + lastLevel);
            lastLevel = pile.level(copy);
            copy.handedOut = true;
            if (autoAck) {
                copy.present = false;
            } else {
                copy.holder = this;
                held.put(delivery.offset(), copy);
            }
        }

        private void giveBack() {
            held.values().forEach(copy -> copy.holder = null);
            held.clear();
        }
    }

    SimulatedUser(SimulatedWorld world, Ledger ledger, int number) {
        this(world, ledger, number, "/");
    }

    SimulatedUser(SimulatedWorld world, Ledger ledger, int number, String namespace) {
        this.world = world;
        this.ledger = ledger;
        this.number = number;
        this.loop = world.connection();
        Session[] opened = new Session[1];
        world.on(
                loop,
                () -> opened[0] = world.broker()
                        .open(
                                new SessionRequest(
                                        new Principal("user" + number, Set.of(Principal.ADMINISTRATOR)),
                                        namespace,
                                        ConnectionInfo.embedded(),
                                        loop),
                                new SessionListener() {}));
        session = opened[0];
    }

    void call(Consumer<Session> call) {
        world.on(loop, () -> {
            call.accept(session);
            session.flush();
        });
    }

    Session session() {
        return session;
    }

    /** Whether an outcome is still to come. */
    boolean isWaiting() {
        return !pending.isEmpty() || unanswered > 0;
    }

    boolean hasTransaction() {
        return transaction != null;
    }

    /** Whether the source takes part in what keeps a group alive. */
    static boolean subscribes(Source source) {
        return source.handle instanceof Subscription && !source.ended && !source.cancelled;
    }

    static Pile pile(Source source) {
        return source.pile;
    }

    /** The group is gone: nobody holds anything of it. */
    void forget(Pile pile) {
        for (Source source : sources) {
            if (source.pile == pile) {
                source.ended = true;
                source.giveBack();
            }
        }
        fetchers.values().removeIf(source -> source.pile == pile);
    }

    List<Source> sources() {
        sources.removeIf(source -> source.ended);
        return sources;
    }

    // --- publishing

    void publish(Sent sent, String key, FlushPolicy flush, boolean expectsTopic, Set<String> targets) {
        sent.recordBytes = recordBytes(sent, key);
        long token = tokens++;
        boolean kept = sent.durable;
        Promise promise = !kept ? Promise.NONE : flush == FlushPolicy.ASYNC ? Promise.WRITTEN : Promise.SYNCED;
        List<Copy> copies = expectsTopic ? ledger.arrive(sent, targets) : null;
        pending.put(token, new Expected(sent, copies, promise));
        call(s -> publisher(sent.topic).publish(message(sent, key, flush), token));
    }

    /** As the format of messages in the log says. */
    private static long recordBytes(Sent sent, String key) {
        long fixed = 40 + 2 + 2 + 2 + 2 + 2 + 4;
        return fixed + (sent.topic + key + "k" + sent.id + KeyProperties.header(key) + sent.body).length();
    }

    private Publisher publisher(String topic) {
        return publishers.computeIfAbsent(topic, name -> session.publisher(name, this));
    }

    private static Message message(Sent sent, String key, FlushPolicy flush) {
        return new Message(
                List.of(key),
                sent.durable,
                sent.priority,
                Message.NO_TTL,
                flush,
                List.of("k" + sent.id),
                TestFormat.INSTANCE,
                Payload.utf8(KeyProperties.header(key)),
                Payload.utf8(sent.body));
    }

    @Override
    public void unrouted(long token) {
        Expected expected = pending.get(token);
        Ledger.require(
                expected == null || (expected.copies != null && expected.copies.isEmpty()),
                () -> "message " + expected.sent.id + " was reported as unrouted, and there were groups for it");
    }

    @Override
    public void confirmed(long token) {
        Expected expected = pending.remove(token);
        Ledger.require(expected != null, () -> "a confirm of what was not sent, or the second one");
        Ledger.require(expected.copies != null, () -> "message " + expected.sent.id + " went to no topic");
        expected.sent.outcomeKnown = true;
        for (Copy copy : expected.copies) {
            if (copy.mayOutliveCrash() && copy.promise.compareTo(expected.promise) < 0) {
                copy.promise = expected.promise;
            }
        }
    }

    @Override
    public void refused(long token, BrokerException reason) {
        Expected expected = pending.remove(token);
        boolean storeFailed = reason.code() == ErrorCode.LOST || reason.code() == ErrorCode.STORE_FAILED;
        Ledger.require(
                storeFailed || (expected != null && expected.copies == null),
                () -> "message " + (expected == null ? "?" : expected.sent.id) + " was refused: " + reason);
    }

    // --- transactions

    void publishInTransaction(Sent sent, String key) {
        begin();
        sent.inTransaction = true;
        sent.recordBytes = recordBytes(sent, key);
        transaction.sent.add(sent);
        transaction.keys.add(key);
        call(s -> publisher(sent.topic)
                .publish(message(sent, key, FlushPolicy.DEFAULT), Publisher.NO_TOKEN, transaction.handle));
    }

    private void begin() {
        if (transaction == null) {
            transaction = new Open(session.begin());
        }
    }

    void ackInTransaction(Source source, long offset) {
        begin();
        Copy copy = source.held.remove(offset);
        transaction.acked.add(new Taken(source, offset, copy));
        call(s -> source.handle.ack(offset, transaction.handle));
    }

    /** Commits; {@code route} says whom a message reaches now. */
    void commit(Topology topology) {
        Open open = transaction;
        transaction = null;
        Deal deal = ledger.deal();
        for (int i = 0; i < open.sent.size(); i++) {
            Sent sent = open.sent.get(i);
            for (Copy copy : ledger.arrive(sent, topology.route(sent.topic, open.keys.get(i)))) {
                copy.deal = deal;
                deal.added.add(copy);
            }
        }
        for (Taken taken : open.acked) {
            if (ledger.piles().containsValue(taken.copy.pile)) {
                deal.acked.add(taken.copy);
            }
            taken.copy.present = false;
            taken.copy.holder = null;
        }
        unanswered++;
        call(s -> open.handle.commit(new Answer<>() {
            @Override
            public void done(Void nothing) {
                unanswered--;
                deal.answered = true;
                deal.added.forEach(copy -> {
                    copy.sent.outcomeKnown = true;
                    copy.promise = copy.mayOutliveCrash() ? Promise.SYNCED : Promise.NONE;
                });
                deal.acked.forEach(copy -> copy.goneForGood = true);
            }

            @Override
            public void failed(BrokerException reason) {
                unanswered--;
                boolean storeFailed = reason.code() == ErrorCode.LOST || reason.code() == ErrorCode.STORE_FAILED;
                Ledger.require(storeFailed, () -> "a commit failed: " + reason);
            }
        }));
    }

    void rollback() {
        Open open = transaction;
        transaction = null;
        for (Taken taken : open.acked) {
            if (taken.source.ended) {
                taken.copy.holder = null;
            } else {
                taken.source.held.put(taken.offset, taken.copy);
            }
        }
        call(s -> open.handle.rollback(new Answer<>() {
            @Override
            public void done(Void nothing) {}

            @Override
            public void failed(BrokerException reason) {
                throw new AssertionError("a rollback failed", reason);
            }
        }));
    }

    // --- consuming

    /** Takes all that is there, and is done with it as it comes. */
    void drain(Pile pile) {
        Source source = new Source(pile, true);
        source.descending = true;
        subscribe(source, Integer.MAX_VALUE);
    }

    void subscribe(Pile pile, boolean autoAck, int credit) {
        subscribe(new Source(pile, autoAck), credit);
    }

    private void subscribe(Source source, int credit) {
        sources.add(source);
        call(s -> source.handle =
                s.subscribe(new SubscribeRequest(source.pile.name, false, source.autoAck, credit), source));
    }

    void fetch(Pile pile) {
        Source source = fetchers.computeIfAbsent(pile.name, name -> {
            Source made = new Source(pile, false);
            made.handle = session.fetcher(name);
            sources.add(made);
            return made;
        });
        if (source.ended || source.pile != pile) {
            return;
        }
        unanswered++;
        call(s -> ((org.portagemq.core.api.Fetcher) source.handle).fetch(false, new Answer<>() {
            @Override
            public void done(java.util.Optional<Delivery> delivery) {
                unanswered--;
                source.lastFirst.clear();
                delivery.ifPresent(source::deliver);
            }

            @Override
            public void failed(BrokerException reason) {
                unanswered--;
            }
        }));
    }

    void addCredit(Source source, int more) {
        if (source.handle instanceof Subscription subscription) {
            call(s -> subscription.addCredit(more));
        }
    }

    List<Long> held(Source source) {
        return List.copyOf(source.held.keySet());
    }

    void ack(Source source, long offset) {
        Copy copy = source.held.remove(offset);
        copy.holder = null;
        copy.present = false;
        call(s -> source.handle.ack(offset));
    }

    void reject(Source source, long offset) {
        Copy copy = source.held.remove(offset);
        copy.holder = null;
        copy.present = false;
        call(s -> source.handle.reject(offset));
    }

    void release(Source source, long offset, Release how) {
        source.held.remove(offset).holder = null;
        source.lastFirst.clear();
        call(s -> source.handle.release(offset, how));
    }

    void cancel(Source source) {
        if (source.handle instanceof Subscription subscription) {
            source.cancelled = true;
            call(s -> subscription.cancel());
        }
    }

    void close(Source source) {
        source.ended = true;
        source.giveBack();
        fetchers.values().remove(source);
        if (source.handle instanceof Subscription subscription) {
            call(s -> subscription.close());
        } else {
            call(s -> ((org.portagemq.core.api.Fetcher) source.handle).close());
        }
    }

    /** Leaves; what it had not heard of has no known outcome. */
    void close() {
        if (transaction != null) {
            transaction.acked.forEach(taken -> taken.copy.holder = null);
        }
        sources.forEach(source -> {
            source.ended = true;
            source.giveBack();
        });
        pending.clear();
        unanswered = 0;
        world.on(loop, session::close);
    }

    /** Whether the message was acknowledged in the transaction that goes on. */
    boolean holdsInTransaction(Copy copy) {
        return transaction != null && transaction.acked.stream().anyMatch(taken -> taken.copy == copy);
    }

    int number() {
        return number;
    }
}
