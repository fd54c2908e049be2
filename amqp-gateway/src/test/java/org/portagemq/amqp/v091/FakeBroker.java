// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.CheckListener;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Fetcher;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.api.Transaction;

/**
 * A broker that does nothing by itself: it writes down what it is asked, and the test answers, in the order and with the
 * outcome it wants. Holds one session.
 */
final class FakeBroker implements Broker {

    final List<String> calls = new ArrayList<>();
    final List<Question<?>> questions = new ArrayList<>();
    final List<Published> published = new ArrayList<>();
    final List<FakeSubscription> subscriptions = new ArrayList<>();
    final List<FakeFetcher> fetchers = new ArrayList<>();
    BrokerException refusal;
    SessionListener listener;
    private Executor executor;

    /** A call that waits for its answer. */
    record Question<T>(String what, Answer<T> answer) {}

    record Published(String topic, Message message, long token, PublishListener listener, boolean transactional) {}

    @Override
    public Session open(SessionRequest request, SessionListener sessionListener) {
        if (refusal != null) {
            throw refusal;
        }
        listener = sessionListener;
        executor = request.executor();
        return new FakeSession(request);
    }

    /** Runs the action as the broker would: on the session's executor. */
    void act(Runnable action) {
        executor.execute(action);
    }

    @SuppressWarnings("unchecked")
    <T> void answer(String what, T value) {
        Question<T> question = (Question<T>) take(what);
        act(() -> question.answer().done(value));
    }

    void refuse(String what, ErrorCode code) {
        Question<?> question = take(what);
        act(() -> question.answer().failed(new BrokerException(code, "refused: " + what)));
    }

    private Question<?> take(String what) {
        Question<?> question = questions.stream()
                .filter(each -> each.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody asked '" + what + "', but: " + questions));
        questions.remove(question);
        return question;
    }

    <T> void ask(String what, Answer<T> answer) {
        calls.add(what);
        questions.add(new Question<>(what, answer));
    }

    static GroupInfo group(String name, long ready) {
        return new GroupInfo(GroupSettings.durable(name), ready, 0, 0, 0);
    }

    static StoredMessage stored(String topic, String key, String body) {
        Message message =
                Message.of(key, true, Amqp091Format.INSTANCE, Payload.of(new byte[] {0, 0}), Payload.utf8(body));
        return new StoredMessage(new MessageId(0, 1), topic, 0, message);
    }

    @Override
    public BrokerStatus status() {
        return new BrokerStatus(BrokerStatus.State.RUNNING, List.of(), Map.of(), Map.of());
    }

    @Override
    public List<TopicSettings> topics(String namespace) {
        return List.of();
    }

    @Override
    public BrokerAccounts accounts(int groups) {
        return new BrokerAccounts(List.of(), List.of(), 0);
    }

    @Override
    public void onEvent(Consumer<BrokerEvent> consumer) {}

    @Override
    public void close() {}

    /** Deliveries of one consumer, by the test's hand. */
    final class FakeSubscription implements Subscription {

        final SubscribeRequest request;
        final SubscriptionListener consumer;
        int credit;

        FakeSubscription(SubscribeRequest request, SubscriptionListener consumer) {
            this.request = request;
            this.consumer = consumer;
            this.credit = request.credit();
        }

        void start() {
            start(GroupSettings.durable(request.group()));
        }

        void start(GroupSettings group) {
            act(() -> consumer.started(group));
        }

        void deliver(long offset, String body) {
            credit--;
            act(() -> consumer.deliver(new Delivery(this, offset, stored("", request.group(), body), 0, false, 0)));
        }

        @Override
        public void credit(int now) {
            credit = now;
        }

        @Override
        public void addCredit(int more) {
            credit += more;
        }

        @Override
        public void whenIdle(Answer<Void> answer) {
            act(() -> answer.done(null));
        }

        @Override
        public void cancel() {
            calls.add("cancel " + request.group());
        }

        @Override
        public void close(Release how) {
            calls.add("close " + request.group());
        }

        @Override
        public void ack(long offset) {
            calls.add("ack " + offset);
        }

        @Override
        public void ack(long offset, Transaction transaction) {
            calls.add("ack in transaction " + offset);
        }

        @Override
        public void release(long offset, Release how, long delayMs) {
            calls.add("release " + offset);
        }

        @Override
        public void release(long offset, Release how, Transaction transaction) {
            calls.add("release in transaction " + offset);
        }

        @Override
        public void reject(long offset, Transaction transaction) {
            calls.add("reject in transaction " + offset);
        }

        @Override
        public void reject(long offset) {
            calls.add("reject " + offset);
        }
    }

    /** Gets from one queue. */
    final class FakeFetcher implements Fetcher {

        final String group;

        FakeFetcher(String group) {
            this.group = group;
        }

        @Override
        public void fetch(boolean autoAck, Answer<Optional<Delivery>> answer) {
            ask("fetch " + group, answer);
        }

        @Override
        public void close() {
            calls.add("close fetcher " + group);
        }

        @Override
        public void ack(long offset) {
            calls.add("ack " + offset);
        }

        @Override
        public void ack(long offset, Transaction transaction) {
            calls.add("ack in transaction " + offset);
        }

        @Override
        public void release(long offset, Release how, long delayMs) {
            calls.add("release " + offset);
        }

        @Override
        public void release(long offset, Release how, Transaction transaction) {
            calls.add("release in transaction " + offset);
        }

        @Override
        public void reject(long offset, Transaction transaction) {
            calls.add("reject in transaction " + offset);
        }

        @Override
        public void reject(long offset) {
            calls.add("reject " + offset);
        }
    }

    private final class FakeSession implements Session {

        private final SessionRequest request;

        FakeSession(SessionRequest request) {
            this.request = request;
        }

        @Override
        public String namespace() {
            return request.namespace();
        }

        @Override
        public Principal principal() {
            return request.principal();
        }

        @Override
        public Publisher publisher(String topic, PublishListener heard, Publisher.Times times) {
            return new Publisher() {
                @Override
                public void publish(Message message, long token) {
                    published.add(new Published(topic, message, token, heard, false));
                }

                @Override
                public void publish(Message message, long token, Transaction transaction) {
                    published.add(new Published(topic, message, token, heard, true));
                }
            };
        }

        @Override
        public Publisher publisherToPartition(String topic, int partition, PublishListener heard) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void read(
                String topic, int partition, long fromOffset, int max, long waitMs, Answer<BrowsePage> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void read(
                String topic,
                int partition,
                long fromOffset,
                int max,
                long waitMs,
                Filter filter,
                Answer<BrowsePage> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void check(Filter filter, Answer<Void> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void noteOffset(String group, String topic, int partition, long offset, Answer<Void> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void messageAt(int partitionId, long offset, Answer<Optional<PlacedMessage>> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void streamBounds(String topic, int partition, Answer<StreamBounds> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void peek(
                String group,
                String topic,
                int partition,
                long fromOffset,
                int max,
                Filter filter,
                Answer<BrowsePage> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void wholeBounds(String topic, int partition, Answer<StreamBounds> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void commitOffset(String group, String topic, int partition, long offset, Answer<Void> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void committedOffset(String group, String topic, int partition, Answer<OptionalLong> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public Publisher publisherToGroup(String group, PublishListener heard) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public Subscription subscribe(SubscribeRequest wish, SubscriptionListener consumer) {
            FakeSubscription subscription = new FakeSubscription(wish, consumer);
            subscriptions.add(subscription);
            return subscription;
        }

        @Override
        public Fetcher fetcher(String group) {
            FakeFetcher fetcher = new FakeFetcher(group);
            fetchers.add(fetcher);
            return fetcher;
        }

        @Override
        public Transaction begin() {
            calls.add("begin");
            return new Transaction() {
                @Override
                public void commit(Deduplication by, Answer<Void> answer) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void commit(Answer<Void> answer) {
                    ask("commit", answer);
                }

                @Override
                public void rollback(Answer<Void> answer) {
                    ask("rollback", answer);
                }

                @Override
                public void prepare(Payload branch, Answer<Long> answer) {
                    ask("prepare", answer);
                }

                @Override
                public void entrust(String publisherGroup, long checkAfterMs, Answer<Long> answer) {
                    ask("entrust to " + publisherGroup, answer);
                }

                @Override
                public void join(long entrusted, String publisherGroup, Answer<Void> answer) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public void isCommitted(Deduplication by, Answer<Boolean> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void listPrepared(Answer<List<PreparedTransaction>> answer) {
            ask("list prepared", answer);
        }

        @Override
        public void commitPrepared(long transaction, Answer<Void> answer) {
            ask("commit prepared " + transaction, answer);
        }

        @Override
        public void rollbackPrepared(long transaction, Answer<Void> answer) {
            ask("roll back prepared " + transaction, answer);
        }

        @Override
        public void check(String publisherGroup, CheckListener listener) {
            calls.add("check " + publisherGroup);
        }

        @Override
        public void browse(String group, long fromOffset, int max, Answer<BrowsePage> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void browse(String group, long fromOffset, int max, Filter filter, Answer<BrowsePage> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void read(String topic, int partition, long fromOffset, int max, Answer<BrowsePage> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void offsetAt(String topic, int partition, long time, Answer<Long> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public void find(String topic, String key, int max, Answer<List<StoredMessage>> answer) {
            throw new AssertionError("not used by this gateway");
        }

        @Override
        public Admin admin() {
            return new FakeAdmin(FakeBroker.this);
        }

        @Override
        public void writable(boolean writable) {
            calls.add("writable " + writable);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            calls.add("close session");
        }
    }
}
