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
    record Manner(int mode, int priority, long ttlMs, long delayMs, boolean withoutId, boolean withoutTime) {}

    /**
     * Sends a message.
     *
     * @param listener hears of it, which then is not waited for; null to wait
     */
    void send(Place to, Message message, Manner manner, CompletionListener listener) throws JMSException {
        if (message == null) {
            throw new MessageFormatException("there is no message to send", "NULL");
        }
        session.uplink().awaitFlow();
        PortageMessage own = Messages.own(message);
        stamp(to, own, manner);
        Outgoing outgoing = outgoing(to, own, manner);
        if (message != own) {
            stampForeign(message, own);
        }
        if (listener == null) {
            send(to, outgoing);
        } else {
            // To be read by the listener.
            if (message instanceof BytesMessage bytes) {
                bytes.reset();
            }
            long transaction = transaction();
            session.completions()
                    .add(
                            session.uplink()
                                    .ask(request -> new SessionCommand.Publish(request, transaction, to, outgoing)),
                            message,
                            listener);
        }
    }

    private long transaction() {
        return session.acknowledgements().transaction();
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

    private Outgoing outgoing(Place to, PortageMessage message, Manner manner) throws JMSException {
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
                null,
                sections.header(),
                sections.body());
    }

    private void send(Place to, Outgoing message) throws JMSException {
        long transaction = transaction();
        boolean wait = transaction == SessionCommand.NO_TRANSACTION
                && !session.options().forceAsyncSend();
        boolean prove = !message.durable() && (to.kind().isTemporary() || !proven.contains(to));
        if (wait && (message.durable() || prove || session.options().forceSyncSend())) {
            CompletableFuture<SessionEvent.Answer> answer =
                    session.uplink().ask(request -> new SessionCommand.Publish(request, transaction, to, message));
            Uplink.await(answer, session.options().sendTimeoutMs());
            remember(to);
        } else {
            requireLink();
            session.uplink().tell(new SessionCommand.Publish(SessionCommand.NO_REQUEST, transaction, to, message));
        }
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
