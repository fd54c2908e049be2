// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;

/**
 * The pairs of links by which a peer speaks with the management node: requests come by one, answers go by the other of the
 * same name. Both are settled at once, and have the property {@code paired}.
 */
final class ManagementLinks {

    static final String ADDRESS = "/management";

    private static final Symbol PAIRED = Symbol.valueOf("paired");
    private static final int CREDIT = 100;
    private static final int MAX_REQUEST_BYTES = 64 * 1024;
    private static final int MAX_WAITING = 1_000;

    private final ManagementNode node;
    private final Map<String, Answers> answers = new HashMap<>();

    ManagementLinks(ManagementNode node) {
        this.node = node;
    }

    Link10 make(Link link) {
        Map<Symbol, Object> properties = link.getRemoteProperties();
        if (properties == null || !Boolean.TRUE.equals(properties.get(PAIRED))) {
            throw new Refusal(
                    Conditions.PRECONDITION_FAILED, "a link of the management node has the property 'paired'");
        }
        return link instanceof Sender sender ? new Answers(sender) : new Requests((Receiver) link);
    }

    private static void open(Link link) {
        link.setSource(link.getRemoteSource());
        link.setTarget(link.getRemoteTarget());
        link.setSenderSettleMode(SenderSettleMode.SETTLED);
        link.setReceiverSettleMode(ReceiverSettleMode.FIRST);
        link.setProperties(Map.of(PAIRED, true));
        link.open();
    }

    /** The link to the peer. */
    private final class Answers implements Link10 {

        private final Sender sender;
        private final Queue<byte[]> waiting = new ArrayDeque<>();
        private long tags;
        private boolean over;

        Answers(Sender sender) {
            this.sender = sender;
        }

        @Override
        public void attach() {
            answers.put(sender.getName(), this);
            open(sender);
        }

        void add(byte[] answer) {
            if (waiting.size() >= MAX_WAITING) {
                refuse(Conditions.of(Conditions.LIMIT_EXCEEDED, "there is no credit for " + MAX_WAITING + " answers"));
                return;
            }
            waiting.add(answer);
            flow();
        }

        @Override
        public void flow() {
            while (!over && sender.getCredit() > 0 && !waiting.isEmpty()) {
                byte[] answer = waiting.poll();
                Delivery delivery = sender.delivery(
                        ByteBuffer.allocate(Long.BYTES).putLong(tags++).array());
                sender.send(answer, 0, answer.length);
                delivery.settle();
                sender.advance();
            }
            if (!over && sender.getDrain()) {
                sender.drained();
            }
        }

        @Override
        public void delivery(Delivery delivery) {
            // What becomes of an answer changes nothing.
        }

        @Override
        public void refuse(ErrorCondition reason) {
            if (!over) {
                gone(false);
                Links.end(sender, reason);
            }
        }

        @Override
        public void gone(boolean forGood) {
            over = true;
            waiting.clear();
            answers.remove(sender.getName(), this);
        }
    }

    /** The link from the peer. */
    private final class Requests implements Link10 {

        private final Receiver receiver;
        private final Assembly requests;
        private boolean over;

        Requests(Receiver receiver) {
            this.receiver = receiver;
            this.requests = new Assembly(receiver, "requests", MAX_REQUEST_BYTES, () -> receiver.flow(1));
        }

        @Override
        public void attach() {
            receiver.setMaxMessageSize(UnsignedLong.valueOf(MAX_REQUEST_BYTES));
            open(receiver);
            receiver.flow(CREDIT);
        }

        @Override
        public void flow() {
            // How many requests the peer has changes nothing.
        }

        @Override
        public void delivery(Delivery delivery) {
            if (over) {
                return;
            }
            try {
                byte[] request = requests.take(delivery);
                if (request != null) {
                    delivery.settle();
                    receiver.flow(1);
                    take(request);
                }
            } catch (Refusal refusal) {
                refuse(refusal.condition());
            }
        }

        private void take(byte[] bytes) {
            ManagementRequest request = ManagementRequest.read(bytes);
            node.carryOut(request, response -> answer(request, response));
        }

        private void answer(ManagementRequest request, ManagementNode.Response response) {
            Answers back = answers.get(receiver.getName());
            if (over) {
                return;
            }
            if (back == null) {
                refuse(Conditions.of(Conditions.PRECONDITION_FAILED, "there is no link of this name for the answers"));
                return;
            }
            Properties properties = new Properties();
            properties.setSubject(Integer.toString(response.status()));
            properties.setCorrelationId(request.id());
            back.add(Codec.write(
                    properties,
                    new ApplicationProperties(Map.of("http:response", "1.1")),
                    new AmqpValue(response.body())));
        }

        @Override
        public void refuse(ErrorCondition reason) {
            if (!over) {
                over = true;
                Links.end(receiver, reason);
            }
        }

        @Override
        public void gone(boolean forGood) {
            over = true;
        }
    }
}
