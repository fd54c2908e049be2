// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Fetcher;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageId;
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
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.api.Transaction;

/** A session with calls that wait for their outcome, so that tests read as stories. */
public final class TestClient {

    private final World world;
    private final Executor loop;
    private final Session session;
    private final Map<String, Publisher> publishers = new HashMap<>();
    private final Outcomes outcomes = new Outcomes();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final Map<String, Fetcher> fetchers = new HashMap<>();
    private long tokens;

    /** What became of published messages, by token. */
    public static final class Outcomes implements PublishListener {
        private final List<Long> confirmed = new CopyOnWriteArrayList<>();
        private final List<Long> unrouted = new CopyOnWriteArrayList<>();
        private final List<MessageId> duplicates = new CopyOnWriteArrayList<>();
        private final Map<Long, BrokerException> refused = new ConcurrentHashMap<>();

        @Override
        public void unrouted(long token) {
            unrouted.add(token);
        }

        @Override
        public void confirmed(long token) {
            confirmed.add(token);
        }

        @Override
        public void refused(long token, BrokerException reason) {
            refused.put(token, reason);
        }

        public List<Long> confirmed() {
            return confirmed;
        }

        @Override
        public void duplicate(long token, MessageId original) {
            duplicates.add(original);
        }

        /** The originals of messages that were sent again. */
        public List<MessageId> duplicates() {
            return duplicates;
        }

        public List<Long> unrouted() {
            return unrouted;
        }

        public Map<Long, BrokerException> refused() {
            return refused;
        }

        boolean isSettled(long token) {
            return confirmed.contains(token) || refused.containsKey(token);
        }
    }

    /** An answer that nobody waits for. */
    public static final class Ignored<T> implements Answer<T> {
        @Override
        public void done(T value) {
            // It is as it should be.
        }

        @Override
        public void failed(BrokerException reason) {
            throw new AssertionError("a call was refused", reason);
        }
    }

    /** What one subscription got. */
    public final class Inbox implements SubscriptionListener {
        private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        private final AtomicReference<BrokerException> ended = new AtomicReference<>();
        private final AtomicReference<GroupSettings> group = new AtomicReference<>();
        private Subscription handle;

        @Override
        public void started(GroupSettings started) {
            group.set(started);
        }

        /** The rules that hold for the group, as the subscription was told. */
        public GroupRules rules() {
            world.await("the subscription", () -> group.get() != null || ended.get() != null);
            return group.get().rules();
        }

        @Override
        public void refused(BrokerException reason) {
            ended.set(reason);
        }

        @Override
        public void deliver(Delivery delivery) {
            deliveries.add(delivery);
        }

        @Override
        public void cancelled(BrokerException reason) {
            ended.set(reason);
        }

        public List<Delivery> deliveries() {
            return deliveries;
        }

        /** Why the subscription was refused or ended by now, or null. */
        public BrokerException ended() {
            return ended.get();
        }

        /** Why it is refused or ended, when it is. */
        public BrokerException refusal() {
            world.await("the end of the subscription", () -> ended.get() != null);
            return ended.get();
        }

        public Inbox await(int count) {
            world.await(
                    count + " deliveries, there are " + deliveries.size(),
                    () -> deliveries.size() >= count || ended.get() != null);
            if (deliveries.size() < count) {
                throw ended.get();
            }
            return this;
        }

        /** The texts of what arrived so far. */
        public List<String> bodies() {
            return deliveries.stream().map(TestClient::text).toList();
        }

        public Delivery get(int index) {
            return deliveries.get(index);
        }

        public void ack(int index) {
            call(s -> handle.ack(deliveries.get(index).offset()));
        }

        public void ack(int index, Transaction transaction) {
            call(s -> handle.ack(deliveries.get(index).offset(), transaction));
        }

        public void ackAll() {
            call(s -> deliveries.forEach(delivery -> handle.ack(delivery.offset())));
        }

        public void release(int index, Release how) {
            call(s -> handle.release(deliveries.get(index).offset(), how));
        }

        public void release(int index, Release how, long delayMs) {
            call(s -> handle.release(deliveries.get(index).offset(), how, delayMs));
        }

        public void release(int index, Release how, Transaction transaction) {
            call(s -> handle.release(deliveries.get(index).offset(), how, transaction));
        }

        public void note(int index, String note) {
            call(s -> handle.note(deliveries.get(index).offset(), Payload.utf8(note)));
        }

        public void note(int index, String note, Transaction transaction) {
            call(s -> handle.note(deliveries.get(index).offset(), Payload.utf8(note), transaction));
        }

        /** What was noted about a message before it was delivered. */
        public String note(int index) {
            return deliveries.get(index).message().note().toUtf8();
        }

        public void reject(int index, Transaction transaction) {
            call(s -> handle.reject(deliveries.get(index).offset(), transaction));
        }

        public void reject(int index) {
            call(s -> handle.reject(deliveries.get(index).offset()));
        }

        public void credit(int credit) {
            call(s -> handle.credit(credit));
        }

        /** Waits until nothing more is there for it, and answers what had been delivered at that moment. */
        public List<String> whenIdle() {
            return ask((s, answer) -> handle.whenIdle(new Answer<>() {
                @Override
                public void done(Void nothing) {
                    answer.done(deliveries.stream().map(TestClient::text).toList());
                }

                @Override
                public void failed(BrokerException reason) {
                    answer.failed(reason);
                }
            }));
        }

        public void cancel() {
            call(s -> handle.cancel());
        }

        public void close() {
            call(s -> handle.close());
        }

        public void close(Release how) {
            call(s -> handle.close(how));
        }
    }

    public TestClient(World world) {
        this(world, "guest", "/");
    }

    public TestClient(World world, String user, String namespace) {
        this.world = world;
        this.loop = world.connection();
        AtomicReference<Session> opened = new AtomicReference<>();
        AtomicReference<BrokerException> refusal = new AtomicReference<>();
        SessionListener listener = new SessionListener() {
            @Override
            public void publishingHeld(String reason) {
                notes.add("held: " + reason);
            }

            @Override
            public void publishingResumed() {
                notes.add("resumed");
            }

            @Override
            public void closed(BrokerException reason) {
                notes.add("closed: " + reason.getMessage());
            }
        };
        world.on(loop, () -> {
            try {
                opened.set(world.broker()
                        .open(
                                new SessionRequest(
                                        new Principal(user, Set.of(Principal.ADMINISTRATOR)),
                                        namespace,
                                        ConnectionInfo.embedded(),
                                        loop),
                                listener));
            } catch (BrokerException refused) {
                refusal.set(refused);
            }
        });
        if (refusal.get() != null) {
            throw refusal.get();
        }
        session = opened.get();
    }

    public static String text(Delivery delivery) {
        return delivery.message().message().body().toUtf8();
    }

    /** A message with one routing key and a text. */
    public static Message message(String key, String text, boolean durable) {
        return Message.of(key, durable, MessageFormat.PLAIN, Payload.EMPTY, Payload.utf8(text));
    }

    /** Calls the session on its executor, and flushes. */
    public void call(Consumer<Session> call) {
        world.on(loop, () -> {
            call.accept(session);
            session.flush();
        });
    }

    /** Calls the session and waits for the answer. */
    public <T> T ask(BiConsumer<Session, Answer<T>> call) {
        AtomicReference<Optional<T>> value = new AtomicReference<>();
        AtomicReference<BrokerException> failure = new AtomicReference<>();
        call(s -> call.accept(s, new Answer<T>() {
            @Override
            public void done(T result) {
                value.set(Optional.ofNullable(result));
            }

            @Override
            public void failed(BrokerException reason) {
                failure.set(reason);
            }
        }));
        world.await("an answer", () -> value.get() != null || failure.get() != null);
        if (failure.get() != null) {
            throw failure.get();
        }
        return value.get().orElse(null);
    }

    public GroupInfo declareGroup(String name) {
        return declareGroup(GroupSettings.durable(name));
    }

    public GroupInfo declareGroup(GroupSettings settings) {
        return ask((s, answer) -> s.admin().declareGroup(settings, answer));
    }

    public GroupInfo describeGroup(String name) {
        return ask((s, answer) -> s.admin().describeGroup(name, answer));
    }

    public GroupInfo useGroup(String name) {
        return ask((s, answer) -> s.admin().useGroup(name, answer));
    }

    public void declareTopic(String name, TopicKind kind) {
        declareTopic(TopicSettings.of(name, kind, true));
    }

    public void declareTopic(TopicSettings settings) {
        this.<Void>ask((s, answer) -> s.admin().declareTopic(settings, answer));
    }

    public void bind(String topic, String group, String key) {
        bind(Binding.toGroup(topic, group, key));
    }

    public void bind(Binding binding) {
        this.<Void>ask((s, answer) -> s.admin().bind(binding, answer));
    }

    /** Publishes without waiting; answers the token. */
    public long send(String topic, Message message) {
        long token = tokens++;
        call(s -> publisher(topic).publish(message, token));
        return token;
    }

    public long send(String topic, Message message, Transaction transaction) {
        long token = tokens++;
        call(s -> publisher(topic).publish(message, token, transaction));
        return token;
    }

    private Publisher publisher(String topic) {
        return publishers.computeIfAbsent(topic, name -> session.publisher(name, outcomes));
    }

    /** Publishes durable texts with a key and waits until all are confirmed. */
    public void publish(String topic, String key, String... texts) {
        List<Long> sent = new ArrayList<>();
        for (String text : texts) {
            sent.add(send(topic, message(key, text, true)));
        }
        sent.forEach(this::confirmed);
    }

    /** Waits until the message is confirmed; throws when it was refused. */
    public void confirmed(long token) {
        world.await("the outcome of message " + token, () -> outcomes.isSettled(token));
        BrokerException refusal = outcomes.refused().get(token);
        if (refusal != null) {
            throw refusal;
        }
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    public Inbox subscribe(String group, int credit) {
        return subscribe(new SubscribeRequest(group, false, false, credit));
    }

    public Inbox subscribe(SubscribeRequest request) {
        Inbox inbox = new Inbox();
        call(s -> inbox.handle = s.subscribe(request, inbox));
        world.settle();
        return inbox;
    }

    /** Takes one message; it stays in flight. */
    public Optional<Delivery> fetch(String group) {
        return ask((s, answer) -> fetcher(group).fetch(false, answer));
    }

    public Fetcher fetcher(String group) {
        return fetchers.computeIfAbsent(group, session::fetcher);
    }

    /** Takes all that is ready, acknowledging it, and answers the texts. */
    public List<String> drain(String group) {
        List<String> texts = new ArrayList<>();
        while (true) {
            Optional<Delivery> next = ask((s, answer) -> fetcher(group).fetch(true, answer));
            if (next.isEmpty()) {
                return texts;
            }
            texts.add(text(next.get()));
        }
    }

    public Session session() {
        return session;
    }

    public Transaction begin() {
        return session.begin();
    }

    /** What the session as a whole was told. */
    public List<String> notes() {
        return notes;
    }

    public void close() {
        world.on(loop, session::close);
        world.settle();
    }
}
