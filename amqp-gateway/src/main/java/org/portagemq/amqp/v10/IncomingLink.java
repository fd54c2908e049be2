// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Outcome;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transaction.TransactionalState;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;

/** A link on which a peer publishes: to one node, or to the one that each message names. */
final class IncomingLink implements Link10, PublishListener {

    /** Messages on their way or not confirmed yet. */
    private static final int CREDIT = 1_000;

    private static final int REMEMBERED_PUBLISHERS = 64;
    private static final int STANDARD_FORMAT = 0;

    private static final Symbol DELAYED_DELIVERY = Symbol.valueOf("DELAYED_DELIVERY");
    private static final Symbol DELIVERY_TAG = Symbol.valueOf("delivery-tag");
    private static final byte TOPIC = 1;
    private static final byte TEMPORARY_TOPIC = 3;

    /** A message that the broker has not answered yet. */
    private record Unconfirmed(Delivery delivery, Node node) {}

    private final Host host;
    private final Receiver receiver;
    private final Assembly messages;
    private final Map<String, Publisher> publishers = new HashMap<>();
    private final Map<String, Publisher> transacted = new HashMap<>();
    private final Map<Long, Unconfirmed> unconfirmed = new HashMap<>();
    private Node node;
    private TemporaryNode temporary;
    private long tokens;
    private boolean over;

    IncomingLink(Host host, Receiver receiver) {
        this.host = host;
        this.receiver = receiver;
        this.messages = new Assembly(receiver, "messages", host.limits().messageBytes(), this::topUp);
    }

    @Override
    public void attach() {
        if (!(receiver.getRemoteTarget() instanceof Target target)) {
            throw new Refusal(Conditions.INVALID_FIELD, "a link from a client has a target");
        }
        if (target.getDynamic()) {
            temporary = new TemporaryNode(host.session().admin(), target.getCapabilities());
            temporary.make(made -> accept(made, target), reason -> refuse(Conditions.of(reason)));
        } else if (target.getAddress() == null) {
            accept(target);
        } else {
            node = NodeAddress.parse(target.getAddress(), target.getCapabilities());
            host.nodes().find(node, () -> accept(target), reason -> refuse(Conditions.of(reason)));
        }
    }

    private void accept(Node made, Target target) {
        node = made;
        temporary.describe(target);
        accept(target);
    }

    private void accept(Target target) {
        if (over) {
            return;
        }
        receiver.setSource(receiver.getRemoteSource());
        receiver.setTarget(target);
        receiver.setSenderSettleMode(receiver.getRemoteSenderSettleMode());
        receiver.setReceiverSettleMode(ReceiverSettleMode.FIRST);
        receiver.setMaxMessageSize(UnsignedLong.valueOf(host.limits().messageBytes()));
        receiver.setOfferedCapabilities(new Symbol[] {DELAYED_DELIVERY});
        receiver.open();
        receiver.flow(CREDIT);
    }

    @Override
    public void refuse(ErrorCondition reason) {
        if (!over) {
            gone(false);
            Links.end(receiver, reason);
        }
    }

    @Override
    public void flow() {
        // A sender's flow says how much it has, which changes nothing.
    }

    @Override
    public void delivery(Delivery delivery) {
        if (over) {
            return;
        }
        try {
            byte[] message = messages.take(delivery);
            if (message != null) {
                requireAsSaid(delivery);
                take(delivery, message);
            }
        } catch (Refusal refusal) {
            refuse(refusal.condition());
        }
    }

    private void requireAsSaid(Delivery delivery) {
        SenderSettleMode said = receiver.getRemoteSenderSettleMode();
        if (!delivery.remotelySettled() && said == SenderSettleMode.SETTLED) {
            throw new Refusal(
                    Conditions.INVALID_FIELD, "a message is not settled, and the link says that all of them are");
        }
        if (delivery.remotelySettled() && said == SenderSettleMode.UNSETTLED) {
            throw new Refusal(Conditions.INVALID_FIELD, "a message is settled, and the link says that none of them is");
        }
    }

    private void take(Delivery delivery, byte[] bytes) {
        host.published();
        OpenTransaction transaction = null;
        try {
            requireFormat(delivery.getMessageFormat());
            if (delivery.getRemoteState() instanceof TransactionalState state) {
                transaction = host.transactions().require(state.getTxnId());
            }
            publish(delivery, bytes, transaction);
        } catch (Refusal refusal) {
            reject(delivery, transaction, refusal.condition());
        } catch (BrokerException refusal) {
            reject(delivery, transaction, Conditions.of(refusal));
        }
    }

    private static void requireFormat(int format) {
        if (format != STANDARD_FORMAT) {
            throw new Refusal(
                    Conditions.NOT_IMPLEMENTED,
                    "message-format " + Integer.toUnsignedString(format) + ": messages have the standard's own, 0");
        }
    }

    private void publish(Delivery delivery, byte[] bytes, OpenTransaction transaction) {
        Messages10.Incoming incoming = Messages10.read(bytes);
        Node target = destination(incoming);
        host.nodes().prepare(target);
        Message message =
                incoming.message(target.key(), host.user(), target.isQueue() ? null : host.origin(), host.nowMs());
        if (transaction != null) {
            requireLater(target, transaction);
            pending(target.topic()).publish(message, Publisher.NO_TOKEN, transaction.core());
            answer(delivery, transaction, Accepted.getInstance());
        } else if (delivery.remotelySettled()) {
            publisher(target.topic()).publish(message, Publisher.NO_TOKEN);
            delivery.settle();
            topUp();
        } else {
            long token = tokens++;
            publisher(target.topic()).publish(message, token);
            unconfirmed.put(token, new Unconfirmed(delivery, target));
        }
    }

    /** That a queue is missing which a message names shows too late in a transaction: with its commit. */
    private void requireLater(Node target, OpenTransaction transaction) {
        if ((node == null || node.bySubject()) && target.isQueue()) {
            transaction.asked();
            host.nodes().require(target, transaction::answered, reason -> {
                transaction.fail(reason.getMessage());
                transaction.answered();
            });
        }
    }

    private Node destination(Messages10.Incoming message) {
        Node named = node == null ? named(message) : node;
        return named.bySubject() ? named.of(message.stored().properties().getSubject()) : named;
    }

    /** Where a message goes that comes on a link without an address. */
    private static Node named(Messages10.Incoming message) {
        String to = message.stored().properties().getTo();
        if (to == null) {
            throw new Refusal(Conditions.PRECONDITION_FAILED, "neither the link nor the message says where it goes to");
        }
        Object kind = message.stored().annotations().get(Messages10.DESTINATION_TYPE);
        return NodeAddress.parse(to, kind instanceof Byte type && (type == TOPIC || type == TEMPORARY_TOPIC));
    }

    private Publisher publisher(String topic) {
        return publisher(publishers, topic, this);
    }

    /** For messages of transactions: that one of them was refused is told with the commit, which is then, too. */
    private Publisher pending(String topic) {
        return publisher(transacted, topic, (token, reason) -> {});
    }

    private Publisher publisher(Map<String, Publisher> known, String topic, PublishListener listener) {
        if (known.size() >= REMEMBERED_PUBLISHERS && !known.containsKey(topic)) {
            known.clear();
        }
        return known.computeIfAbsent(topic, name -> host.session().publisher(name, listener));
    }

    /** A settled message has no outcome: its refusal ends the link. */
    private void reject(Delivery delivery, OpenTransaction transaction, ErrorCondition reason) {
        if (transaction != null) {
            transaction.fail(reason.getDescription());
        }
        if (delivery.remotelySettled()) {
            if (node == null) {
                // The link may bear messages to other nodes: the peer is told which one it was.
                reason.setInfo(Map.of(DELIVERY_TAG, new Binary(delivery.getTag())));
            }
            delivery.settle();
            refuse(reason);
            return;
        }
        Rejected rejected = new Rejected();
        rejected.setError(reason);
        answer(delivery, transaction, rejected);
    }

    private <T extends Outcome & DeliveryState> void answer(Delivery delivery, OpenTransaction transaction, T outcome) {
        if (!over) {
            delivery.disposition(transaction == null ? outcome : transaction.state(outcome));
            delivery.settle();
            topUp();
        }
    }

    private void topUp() {
        int missing = CREDIT - receiver.getCredit() - unconfirmed.size();
        if (missing >= CREDIT / 2) {
            receiver.flow(missing);
        }
    }

    @Override
    public void unrouted(long token) {
        Unconfirmed message = unconfirmed.get(token);
        if (message == null || message.node().quiet()) {
            return;
        }
        unconfirmed.remove(token);
        if (message.node().isQueue()) {
            String queue = message.node().key();
            host.nodes().gone(queue);
            reject(message.delivery(), null, Conditions.of(Conditions.NOT_FOUND, "there is no queue '" + queue + "'"));
        } else {
            answer(message.delivery(), null, Released.getInstance());
        }
    }

    @Override
    public void confirmed(long token) {
        Unconfirmed message = unconfirmed.remove(token);
        if (message != null) {
            answer(message.delivery(), null, Accepted.getInstance());
        }
    }

    @Override
    public void refused(long token, BrokerException reason) {
        Unconfirmed message = unconfirmed.remove(token);
        if (message != null) {
            reject(message.delivery(), null, Conditions.of(reason));
        } else {
            refuse(Conditions.of(reason));
        }
    }

    @Override
    public void gone(boolean forGood) {
        over = true;
        unconfirmed.clear();
        if (temporary != null) {
            temporary.end();
        }
    }
}
