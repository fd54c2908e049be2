// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.LinkException;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionCommand.Outcome;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.client.session.SubscriptionWish;
import org.portagemq.jms.message.PortageMessage;

/**
 * A consumer: messages that the broker pushed ahead wait in it until the application asks, or its listener is called. Its
 * state is guarded by the session's lock.
 */
public class PortageConsumer implements MessageConsumer, LinkClient.Sink {

    private final SessionWork session;
    private final SubscriptionWish wish;
    private final int prefetch;
    private final Deque<SessionEvent.Delivered> buffer = new ArrayDeque<>();
    private final Attachment attachment;
    private int epoch;
    /** Taken since the broker was told that more may come. */
    private int taken;
    /** What the broker may still push, of a consumer that fetches one by one. */
    private boolean asked;

    private MessageListener listener;
    private Failure ended;
    private boolean closed;
    /** Whether its messages are given to several sessions, of which each settles what it got. */
    private boolean spread;

    PortageConsumer(SessionWork session, SubscriptionWish wish) {
        this.session = session;
        this.wish = wish;
        this.prefetch = wish.credit();
        this.attachment = new Attachment(session);
    }

    /** Subscribes; returns when messages that are sent from now on are seen. */
    void subscribe() throws JMSException {
        session.add(this);
        try {
            LinkClient by;
            do {
                by = session.uplink().awaitLink();
                begin(by);
            } while (!isBegun(by));
        } catch (JMSException refused) {
            detach();
            session.remove(this);
            throw refused;
        }
    }

    private boolean isBegun(LinkClient by) throws JMSException {
        CompletableFuture<SessionEvent.Answer> answer = attachment.begun(by);
        if (answer == null) {
            throw Exceptions.closed("session");
        }
        try {
            Waiting.await(answer, session.options().requestTimeoutMs());
            return true;
        } catch (JMSException failed) {
            if (by.ended() == null || !session.uplink().isLasting()) {
                throw failed;
            }
            return false;
        }
    }

    /** Subscribes by a link, if it is not done already. What came by the one before comes again. */
    void begin(LinkClient by) {
        long number = session.uplink().newNumber();
        boolean first = session.locked(() -> {
            if (closed || ended != null || !attachment.choose(by, number)) {
                return false;
            }
            epoch = 0;
            taken = 0;
            return true;
        });
        if (first) {
            attachment.subscribe(session.locked(() -> asked) ? wish.withCredit(1) : wish, this);
        }
    }

    /** What was pushed ahead by a link that broke is not out any more: it comes again. */
    void dropBuffer() {
        session.locked(buffer::clear);
    }

    /**
     * Waits until it has begun by the link. One that the broker refuses now is at its end.
     *
     * @throws JMSException when the link has ended, or is silent
     */
    void awaitBegun(LinkClient by, long timeoutMs) throws JMSException {
        CompletableFuture<SessionEvent.Answer> answer = attachment.begun(by);
        if (answer == null) {
            return;
        }
        try {
            Waiting.await(answer, timeoutMs);
        } catch (JMSException failed) {
            if (by.ended() != null || !(failed.getCause() instanceof LinkException refused)) {
                throw failed;
            }
            ended(refused.failure());
        }
    }

    /** Its link may be used by all: what was closed meanwhile is ended there too. */
    void restored() {
        if (session.locked(() -> closed)) {
            session.uplink().tell(new SessionCommand.CloseSubscription(SessionCommand.NO_REQUEST, number()));
        }
    }

    /** Nothing that comes for it is heard any more. */
    void detach() {
        attachment.detach();
    }

    /** By which the broker knows it on the link of now. */
    long number() {
        return attachment.number();
    }

    SubscriptionWish wish() {
        return wish;
    }

    // The link's thread.

    @Override
    public void delivered(SessionEvent.Delivered delivery) {
        session.locked(() -> {
            if (delivery.subscription() == number() && delivery.epoch() == epoch) {
                asked = false;
                buffer.add(delivery);
                session.signal();
            }
        });
    }

    @Override
    public void ended(Failure reason) {
        session.locked(() -> {
            ended = reason;
            session.signal();
        });
        session.consumerEnded(this, reason);
    }

    // With the session's lock held.

    boolean isReady() {
        return listener != null && !closed && !buffer.isEmpty();
    }

    boolean hasListener() {
        return listener != null;
    }

    boolean isEmpty() {
        return buffer.isEmpty();
    }

    SessionEvent.Delivered poll() {
        return buffer.poll();
    }

    void shut() {
        closed = true;
    }

    // The application's or the listener's thread.

    /** Whether nothing waits in it, for those who do not hold the lock. */
    boolean hasNothing() {
        return session.locked(this::isEmpty);
    }

    MessageListener listener() {
        return listener;
    }

    /** One more of what was pushed ahead has been taken: the broker may go on. */
    void replenish() {
        if (prefetch == 0) {
            return;
        }
        int more = session.locked(() -> {
            taken++;
            boolean enough = taken >= Math.max(1, prefetch / 2);
            int count = enough ? taken : 0;
            taken -= count;
            return count;
        });
        if (more > 0) {
            session.uplink().tell(new SessionCommand.Credit(number(), more));
        }
    }

    /** A consumer that fetches one by one asks for the next one. */
    void fetch() {
        if (prefetch == 0) {
            boolean ask = session.locked(() -> {
                boolean first = !asked && buffer.isEmpty() && !closed;
                asked |= first;
                return first;
            });
            if (ask) {
                session.uplink().tell(new SessionCommand.Credit(number(), 1));
            }
        }
    }

    /**
     * All that was pushed and not settled comes again, these messages as tried.
     *
     * @return false when the consumer is closed, or has messages in other sessions too: then they go back one by one
     */
    boolean restart(long[] failed) {
        int next = session.locked(() -> {
            if (closed || spread || ended != null) {
                return 0;
            }
            buffer.clear();
            taken = 0;
            asked = false;
            return ++epoch;
        });
        if (next == 0) {
            return false;
        }
        session.uplink().tell(new SessionCommand.Restart(number(), failed, next, prefetch));
        fetchForListener();
        return true;
    }

    private void fetchForListener() {
        if (session.locked(this::hasListener)) {
            fetch();
        }
    }

    /** From now on its messages are given to several sessions. */
    void spread() {
        session.locked(() -> {
            spread = true;
        });
    }

    /** Waits for the next message, whoever is to have it; null when the consumer is closed. */
    Taken takeAny() throws JMSException {
        fetch();
        SessionEvent.Delivered next = await(new long[] {Long.MAX_VALUE});
        return next == null ? null : taken(next);
    }

    /** The next message if it is there; null for none. */
    Taken pollAny() {
        SessionEvent.Delivered next = session.locked(() -> closed || !session.isStarted() ? null : buffer.poll());
        return next == null ? null : taken(next);
    }

    private Taken taken(SessionEvent.Delivered delivery) {
        replenish();
        return new Taken(this, delivery);
    }

    /** Whether messages wait for a word of the application. */
    boolean waitsForApplication() {
        return session.acknowledgements().mode().waits();
    }

    /** Puts a message back that the application has not seen. */
    void putBack(Taken back) {
        session.locked(() -> {
            if (back.delivery().subscription() == number() && back.delivery().epoch() == epoch) {
                buffer.addFirst(back.delivery());
                taken--;
                session.signal();
            }
        });
    }

    @Override
    public PortageMessage receive() throws JMSException {
        return receive(0);
    }

    @Override
    public PortageMessage receive(long timeout) throws JMSException {
        return received(take(timeout <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeout)));
    }

    @Override
    public PortageMessage receiveNoWait() throws JMSException {
        return received(takeNoWait());
    }

    private PortageMessage received(Received received) {
        if (received == null) {
            return null;
        }
        acknowledge(received);
        return received.message();
    }

    /** A message that was taken, and what it was made of. */
    record Received(Taken taken, PortageMessage message) {}

    /** The application has it. */
    void acknowledge(Received received) {
        session.acknowledgements().received(received.taken(), !hasNothing());
    }

    /** Takes the next message; null when none comes in time or the consumer is closed. */
    Received take(long nanos) throws JMSException {
        requireSynchronous();
        long left = nanos;
        while (true) {
            fetch();
            long[] rest = {left};
            SessionEvent.Delivered next = await(rest);
            left = rest[0];
            if (next == null) {
                takeBackFetch();
                return null;
            }
            Received received = begin(next);
            if (received != null) {
                return received;
            }
        }
    }

    Received takeNoWait() throws JMSException {
        requireSynchronous();
        while (true) {
            boolean empty = session.locked(() -> buffer.isEmpty() || !session.isStarted());
            if (empty && !session.isStarted()) {
                return null;
            }
            if (empty) {
                fetch();
                session.uplink().request(request -> new SessionCommand.Drain(request, number()));
            }
            SessionEvent.Delivered next = await(new long[] {0});
            if (next == null) {
                takeBackFetch();
                return null;
            }
            Received received = begin(next);
            if (received != null) {
                return received;
            }
        }
    }

    /** A message that was fetched in vain goes back. */
    private void takeBackFetch() {
        boolean pending = prefetch == 0 && session.locked(() -> asked && !closed);
        if (pending) {
            restart(new long[0]);
        }
    }

    private SessionEvent.Delivered await(long[] nanos) throws JMSException {
        return session.await(nanos, () -> closed || ended != null || (session.isStarted() && !buffer.isEmpty()), () -> {
            if (closed) {
                return null;
            }
            if (session.isStarted() && !buffer.isEmpty()) {
                return buffer.poll();
            }
            if (ended != null) {
                throw Exceptions.of(ended, null);
            }
            return null;
        });
    }

    /** Makes the message; null when it is not for the application. */
    private Received begin(SessionEvent.Delivered delivery) throws JMSException {
        Taken next = taken(delivery);
        PortageMessage message = session.messageOf(next);
        return message == null ? null : new Received(next, message);
    }

    private void requireSynchronous() throws JMSException {
        requireOpen();
        if (session.hasListeners()) {
            throw Exceptions.illegal(
                    "a session whose messages go to listeners cannot be asked for messages: use another session");
        }
    }

    void requireOpen() throws IllegalStateException {
        if (session.locked(() -> closed)) {
            throw Exceptions.closed("consumer");
        }
    }

    @Override
    public String getMessageSelector() throws JMSException {
        requireOpen();
        return wish.selector();
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        requireOpen();
        return listener;
    }

    @Override
    public void setMessageListener(MessageListener newListener) throws JMSException {
        requireOpen();
        session.locked(() -> {
            listener = newListener;
            session.signal();
        });
        if (newListener != null) {
            session.dispatch();
            fetch();
        }
    }

    /** Ends it. What it has delivered is settled by the session still. */
    @Override
    public void close() throws JMSException {
        boolean first = session.locked(() -> {
            boolean open = !closed;
            closed = true;
            session.signal();
            return open;
        });
        if (!first) {
            return;
        }
        session.awaitListener(this);
        session.acknowledgements().flushLazy();
        try {
            session.uplink().requestEnd(request -> new SessionCommand.CloseSubscription(request, number()));
        } finally {
            returnBuffer();
        }
        detach();
        session.remove(this);
    }

    /** What was pushed ahead and nobody has seen goes back. */
    void returnBuffer() {
        List<Taken> unseen = new ArrayList<>();
        session.locked(() -> {
            buffer.forEach(delivery -> unseen.add(new Taken(this, delivery)));
            buffer.clear();
        });
        if (!unseen.isEmpty() && !wish.settled()) {
            session.acknowledgements().settle(this, unseen, Outcome.RELEASE);
        }
    }
}
