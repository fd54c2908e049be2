// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import org.portagemq.client.session.Place;
import org.portagemq.jms.destination.PortageDestination;

/** A producer, of one destination or of those that each message names. */
public class PortageProducer implements MessageProducer {

    private static final int MAX_PRIORITY = 9;

    private final SessionWork session;
    private final Sends sends;
    private final Destination destination;
    private final Place place;
    private int mode = DeliveryMode.PERSISTENT;
    private int priority = Message.DEFAULT_PRIORITY;
    private long ttlMs;
    private long delayMs;
    private boolean withoutId;
    private boolean withoutTime;
    private volatile boolean closed;

    /**
     * A producer.
     *
     * @param destination null for one without a destination of its own
     */
    PortageProducer(SessionWork session, Sends sends, Destination destination) throws JMSException {
        this.session = session;
        this.sends = sends;
        this.place = PortageDestination.placeOf(destination);
        this.destination = destination;
    }

    @Override
    public void setDisableMessageID(boolean value) throws JMSException {
        requireOpen();
        withoutId = value;
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        requireOpen();
        return withoutId;
    }

    @Override
    public void setDisableMessageTimestamp(boolean value) throws JMSException {
        requireOpen();
        withoutTime = value;
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        requireOpen();
        return withoutTime;
    }

    @Override
    public void setDeliveryMode(int newMode) throws JMSException {
        requireOpen();
        requireMode(newMode);
        mode = newMode;
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        requireOpen();
        return mode;
    }

    @Override
    public void setPriority(int newPriority) throws JMSException {
        requireOpen();
        requirePriority(newPriority);
        priority = newPriority;
    }

    @Override
    public int getPriority() throws JMSException {
        requireOpen();
        return priority;
    }

    @Override
    public void setTimeToLive(long newTtlMs) throws JMSException {
        requireOpen();
        requireTime("time to live", newTtlMs);
        ttlMs = newTtlMs;
    }

    @Override
    public long getTimeToLive() throws JMSException {
        requireOpen();
        return ttlMs;
    }

    @Override
    public void setDeliveryDelay(long newDelayMs) throws JMSException {
        requireOpen();
        requireTime("delivery delay", newDelayMs);
        delayMs = newDelayMs;
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        requireOpen();
        return delayMs;
    }

    static void requireMode(int mode) throws JMSException {
        if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
            throw new JMSException("there is no delivery mode " + mode, "INVALID");
        }
    }

    static void requirePriority(int priority) throws JMSException {
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw new JMSException("a priority is 0 to 9, not " + priority, "INVALID");
        }
    }

    static void requireTime(String what, long ms) throws JMSException {
        if (ms < 0) {
            throw new JMSException("a " + what + " is 0 ms or more, not " + ms, "INVALID");
        }
    }

    @Override
    public Destination getDestination() throws JMSException {
        requireOpen();
        return destination;
    }

    @Override
    public void send(Message message) throws JMSException {
        send(message, mode, priority, ttlMs);
    }

    @Override
    public void send(Message message, int newMode, int newPriority, long newTtlMs) throws JMSException {
        toOwn(message, newMode, newPriority, newTtlMs, null);
    }

    @Override
    public void send(Destination to, Message message) throws JMSException {
        send(to, message, mode, priority, ttlMs);
    }

    @Override
    public void send(Destination to, Message message, int newMode, int newPriority, long newTtlMs) throws JMSException {
        toGiven(to, message, newMode, newPriority, newTtlMs, null);
    }

    @Override
    public void send(Message message, CompletionListener listener) throws JMSException {
        send(message, mode, priority, ttlMs, listener);
    }

    @Override
    public void send(Message message, int newMode, int newPriority, long newTtlMs, CompletionListener listener)
            throws JMSException {
        toOwn(message, newMode, newPriority, newTtlMs, required(listener));
    }

    @Override
    public void send(Destination to, Message message, CompletionListener listener) throws JMSException {
        send(to, message, mode, priority, ttlMs, listener);
    }

    @Override
    public void send(
            Destination to, Message message, int newMode, int newPriority, long newTtlMs, CompletionListener listener)
            throws JMSException {
        toGiven(to, message, newMode, newPriority, newTtlMs, required(listener));
    }

    private static CompletionListener required(CompletionListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("a send without waiting needs a completion listener");
        }
        return listener;
    }

    private void toOwn(Message message, int newMode, int newPriority, long newTtlMs, CompletionListener listener)
            throws JMSException {
        requireOpen();
        if (place == null) {
            throw new UnsupportedOperationException("the producer has no destination of its own: name one");
        }
        send(place, message, newMode, newPriority, newTtlMs, listener);
    }

    private void toGiven(
            Destination to, Message message, int newMode, int newPriority, long newTtlMs, CompletionListener listener)
            throws JMSException {
        requireOpen();
        if (place != null) {
            throw new UnsupportedOperationException(
                    "the producer sends to " + destination + " only: make one without a destination");
        }
        send(Sends.require(to), message, newMode, newPriority, newTtlMs, listener);
    }

    private void send(
            Place to, Message message, int newMode, int newPriority, long newTtlMs, CompletionListener listener)
            throws JMSException {
        requireMode(newMode);
        requirePriority(newPriority);
        requireTime("time to live", newTtlMs);
        sends.send(
                to,
                message,
                new Sends.Manner(newMode, newPriority, newTtlMs, delayMs, withoutId, withoutTime),
                listener);
    }

    void requireOpen() throws IllegalStateException {
        if (closed || session.isClosed()) {
            throw Exceptions.closed("producer");
        }
    }

    /** Waits for what was sent without waiting. */
    @Override
    public void close() throws JMSException {
        session.completions().requireOtherThread("close its producer");
        if (!closed) {
            closed = true;
            session.completions().await();
        }
    }
}
