// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;

/**
 * A subscription to all partitions of a stream: one in each, which share their credit. A name that turns out to be that of a
 * group has one part. All but what the session calls belongs to the core.
 */
final class WholeStreamSubscription implements Subscription {

    private final Engine engine;
    private final EngineSession session;
    private final SubscribeRequest request;
    private final SubscriptionListener listener;
    private final Credit credit = new Credit();
    private final List<EngineSubscription> parts = new ArrayList<>();
    /** Null where the name is that of a group. */
    private StreamSource source;

    private boolean ended;
    /** What was given before there were parts. */
    private int early;

    private int turn;
    /** What the listener was told, on the session's side: the beginning, and the end. */
    private boolean told;

    private boolean lost;

    /** Tells the listener of the first beginning and of the first end only. */
    private final class Part implements SubscriptionListener {
        @Override
        public void started(GroupSettings group) {
            if (!told) {
                told = true;
                listener.started(group);
            }
        }

        @Override
        public void refused(BrokerException reason) {
            cancelled(reason);
        }

        @Override
        public void deliver(Delivery delivery) {
            listener.deliver(delivery);
        }

        @Override
        public void cancelled(BrokerException reason) {
            if (!lost) {
                lost = true;
                if (told) {
                    listener.cancelled(reason);
                } else {
                    listener.refused(reason);
                }
                close();
                session.flush();
            }
        }
    }

    /** Passes the last of so many answers on; on the session's side. */
    private static final class LastOf implements Answer<Void> {
        private final Answer<Void> answer;
        private int left;

        LastOf(int count, Answer<Void> answer) {
            this.left = count;
            this.answer = answer;
        }

        @Override
        public void done(Void nothing) {
            if (--left == 0) {
                answer.done(null);
            }
        }

        @Override
        public void failed(BrokerException reason) {
            answer.failed(reason);
        }
    }

    private WholeStreamSubscription(
            Engine engine, EngineSession session, SubscribeRequest request, SubscriptionListener listener) {
        this.engine = engine;
        this.session = session;
        this.request = request;
        this.listener = listener;
        this.source = request.stream();
        this.early = request.credit();
    }

    /** A subscription that begins when its session's calls are carried out. */
    static WholeStreamSubscription open(
            Engine engine, EngineSession session, SubscribeRequest request, SubscriptionListener listener) {
        WholeStreamSubscription handle = new WholeStreamSubscription(engine, session, request, listener);
        session.add(Command.of(handle::begin));
        return handle;
    }

    private void begin() {
        if (source == null) {
            beginByName();
        } else {
            beginParts();
        }
    }

    private void beginByName() {
        NamedStreamGroup named = NamedStreamGroup.find(session.state().namespace(), request.group());
        if (named == null) {
            join(null);
        } else if (named.in(session.state().namespace()) != null) {
            source = named.source();
            beginParts();
        } else {
            GroupSettings usual = GroupSettings.durable(named.name());
            engine.namedStreamGroups().declare(session.state(), named, usual, new Answer<>() {
                @Override
                public void done(Void nothing) {
                    session.add(Command.of(WholeStreamSubscription.this::begin));
                    session.flush();
                }

                @Override
                public void failed(BrokerException reason) {
                    listener.refused(reason);
                }
            });
        }
    }

    private void beginParts() {
        if (ended) {
            return;
        }
        StreamTopic stream = stream();
        if (stream == null) {
            // Who asks for a partition is told what is wrong with the stream.
            join(source.in(0));
            return;
        }
        credit.set(early);
        for (int number = 0; number < stream.partitions().size(); number++) {
            if (!join(source.in(number))) {
                return;
            }
        }
        engine.consuming().wholeStreams().add(this);
    }

    private StreamTopic stream() {
        var topic = session.state().namespace().topics().get(source.topic());
        return topic == null ? null : StreamCatalog.of(topic);
    }

    private boolean join(StreamSource part) {
        SubscribeRequest asked = new SubscribeRequest(
                request.group(),
                request.exclusive(),
                request.autoAck(),
                granted(),
                request.priority(),
                request.filter(),
                part);
        EngineSubscription handle = new EngineSubscription(engine, session);
        parts.add(handle);
        return handle.begin(asked, new Part(), credit) != null;
    }

    private int granted() {
        return parts.isEmpty() ? early : credit.left();
    }

    /** There are more partitions: they are read from their beginning. */
    void follow() {
        StreamTopic stream = stream();
        for (int number = parts.size();
                stream != null && number < stream.partitions().size();
                number++) {
            join(new StreamSource(source.topic(), number, source.group(), StreamStart.FIRST));
        }
    }

    boolean reads(Namespace namespace, String topic) {
        return session.state().namespace() == namespace && source.topic().equals(topic);
    }

    boolean hasEnded() {
        return ended || !session.state().isOpen();
    }

    private void forEach(Consumer<EngineSubscription> call) {
        session.add(Command.of(() -> List.copyOf(parts).forEach(call)));
    }

    // --- calls of the session

    @Override
    public void credit(int newCredit) {
        session.add(new Command.Urgent(() -> give(newCredit)));
    }

    @Override
    public void addCredit(int more) {
        session.add(new Command.Urgent(() -> {
            long sum = (long) granted() + more;
            give((int) Math.min(sum, UNLIMITED));
        }));
    }

    /** Another partition comes first each time, or little credit would always be for the same one. */
    private void give(int newCredit) {
        early = newCredit;
        turn++;
        for (int i = 0; i < parts.size(); i++) {
            parts.get((turn + i) % parts.size()).creditNow(newCredit);
        }
    }

    /** Answered when that is so of all its partitions. */
    @Override
    public void whenIdle(Answer<Void> answer) {
        session.add(Command.of(() -> {
            List<EngineSubscription> asked = List.copyOf(parts);
            if (asked.isEmpty()) {
                session.state().mail().call(() -> answer.done(null));
            }
            Answer<Void> ofAll = new LastOf(asked.size(), answer);
            asked.forEach(part -> part.whenIdleNow(ofAll));
        }));
    }

    @Override
    public void cancel() {
        end();
        forEach(EngineSubscription::cancelNow);
    }

    @Override
    public void close(Release how) {
        end();
        forEach(part -> part.closeNow(how));
    }

    private void end() {
        session.add(Command.of(() -> {
            ended = true;
            engine.consuming().wholeStreams().remove(this);
        }));
    }

    // --- settling, which needs a partition

    private static BrokerException nowhere() {
        return new BrokerException(
                ErrorCode.INVALID,
                "a subscription to a whole stream settles a message at the source of its delivery: offsets are those of"
                        + " a partition");
    }

    @Override
    public void ack(long offset) {
        throw nowhere();
    }

    @Override
    public void ack(long offset, Transaction transaction) {
        throw nowhere();
    }

    @Override
    public void release(long offset, Release how, long delayMs) {
        throw nowhere();
    }

    @Override
    public void reject(long offset) {
        throw nowhere();
    }

    @Override
    public void release(long offset, Release how, Transaction transaction) {
        throw nowhere();
    }

    @Override
    public void reject(long offset, Transaction transaction) {
        throw nowhere();
    }
}
