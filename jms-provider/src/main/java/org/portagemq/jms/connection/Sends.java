// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.session.Outgoing;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.destination.PortageDestination;
import org.portagemq.jms.message.Messages;
import org.portagemq.jms.message.PortageMessage;

/** How a session sends messages. */
final class Sends {

    private static final int REMEMBERED = 256;
    private static final long NONE = 0;

    private final SessionWork session;
    /** Places that took a message: they are there, and may be written to. */
    private final Set<Place> proven = new HashSet<>();

    Sends(SessionWork session) {
        this.session = session;
    }

    /** How a message is sent. */
    record Manner(int mode, int priority, long ttlMs, long delayMs, boolean withoutId, boolean withoutTime) {

        Manner delayed(long newDelayMs) {
            return newDelayMs == delayMs ? this : new Manner(mode, priority, ttlMs, newDelayMs, withoutId, withoutTime);
        }
    }

    /**
     * Sends a message.
     *
     * @param listener hears of it, which then is not waited for; null to wait
     */
    void send(Place to, Message message, Manner wanted, CompletionListener listener) throws JMSException {
        if (message == null) {
            throw new MessageFormatException("there is no message to send", "NULL");
        }
        session.uplink().awaitFlow();
        PortageMessage own = Messages.own(message);
        Manner manner = wanted.delayed(Schedule.delayMs(own, wanted.delayMs()));
        stamp(to, own, manner);
        LinkTransaction transaction = session.acknowledgements().transaction();
        boolean asks = transaction == null && (listener != null || asks(to, manner));
        Outgoing outgoing = outgoing(to, own, manner, asks ? session.uplink().newSent() : Outgoing.ONCE);
        if (message != own) {
            stampForeign(message, own);
        }
        if (listener != null) {
            // To be read by the listener.
            if (message instanceof BytesMessage bytes) {
                bytes.reset();
            }
            session.completions().add(publish(to, outgoing, transaction), message, listener);
        } else if (transaction != null) {
            requireLink();
            transaction.tell(new SessionCommand.Publish(SessionCommand.NO_REQUEST, transaction.number(), to, outgoing));
        } else if (asks) {
            sendAndAsk(to, outgoing);
        } else {
            requireLink();
            session.uplink()
                    .tell(new SessionCommand.Publish(
                            SessionCommand.NO_REQUEST, SessionCommand.NO_TRANSACTION, to, outgoing));
        }
    }

    private CompletableFuture<SessionEvent.Answer> publish(Place to, Outgoing message, LinkTransaction transaction) {
        if (transaction == null) {
            return session.uplink().publish(to, message);
        }
        return transaction
                .link()
                .ask(request -> new SessionCommand.Publish(request, transaction.number(), to, message));
    }

    /** Whether the broker's answer is of interest, of a message outside of a transaction for which nobody listens. */
    private boolean asks(Place to, Manner manner) {
        boolean durable = manner.mode() == DeliveryMode.PERSISTENT;
        if (durable && session.uplink().isLasting()) {
            return true;
        }
        return waits() && (durable || session.options().forceSyncSend() || isUnproven(to));
    }

    private boolean waits() {
        return !session.options().forceAsyncSend();
    }

    private boolean isUnproven(Place to) {
        return to.kind().isTemporary() || !proven.contains(to);
    }

    private void sendAndAsk(Place to, Outgoing message) throws JMSException {
        CompletableFuture<SessionEvent.Answer> answer = session.uplink().publish(to, message);
        if (waits()) {
            Waiting.await(answer, session.options().sendTimeoutMs());
            remember(to);
        }
    }

    private void stamp(Place to, PortageMessage message, Manner manner) {
        long now = System.currentTimeMillis();
        message.sentTo(to);
        message.setJMSDeliveryMode(manner.mode());
        message.setJMSPriority(manner.priority());
        message.setJMSMessageID(manner.withoutId() ? null : session.connection().newMessageId());
        message.setJMSTimestamp(manner.withoutTime() ? 0 : now);
        message.setJMSExpiration(manner.ttlMs() == 0 ? 0 : now + manner.ttlMs());
        message.setJMSDeliveryTime(now + manner.delayMs());
    }

    private static void stampForeign(Message message, PortageMessage own) throws JMSException {
        message.setJMSDestination(own.getJMSDestination());
        message.setJMSDeliveryMode(own.getJMSDeliveryMode());
        message.setJMSPriority(own.getJMSPriority());
        message.setJMSMessageID(own.getJMSMessageID());
        message.setJMSTimestamp(own.getJMSTimestamp());
        message.setJMSExpiration(own.getJMSExpiration());
        message.setJMSDeliveryTime(own.getJMSDeliveryTime());
    }

    private Outgoing outgoing(Place to, PortageMessage message, Manner manner, long number) throws JMSException {
        PortageMessage.Encoded sections =
                message.encode(to.kind().isQueue() ? null : session.connection().origin());
        // Its lifetime begins for the broker when it becomes visible.
        long ttl = manner.ttlMs() == 0 ? Outgoing.NO_TTL : Math.max(0, manner.ttlMs() - manner.delayMs());
        return new Outgoing(
                manner.mode() == DeliveryMode.PERSISTENT,
                manner.priority(),
                ttl,
                manner.delayMs() == NONE ? Outgoing.AT_ONCE : message.getJMSDeliveryTime(),
                message.group(),
                message.isLastOfGroup(),
                number,
                sections.header(),
                sections.body());
    }

    private void requireLink() throws JMSException {
        if (session.uplink().lost() != null) {
            throw Exceptions.of(session.uplink().lost(), null);
        }
    }

    private void remember(Place place) {
        if (proven.size() >= REMEMBERED) {
            proven.clear();
        }
        proven.add(place);
    }

    /** The place of a destination that is given for one message. */
    static Place require(jakarta.jms.Destination destination) throws JMSException {
        Place place = PortageDestination.placeOf(destination);
        if (place == null) {
            throw new InvalidDestinationException("there is no destination to send to", "NULL");
        }
        return place;
    }
}
