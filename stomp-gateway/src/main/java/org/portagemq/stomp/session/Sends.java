// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.stomp.message.Destination;
import org.portagemq.stomp.message.Destinations;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;

/** What a client sends: to where, and the receipts for it. */
final class Sends {

    private static final int KEPT_TARGETS = 256;

    /** The token of all messages of transactions: nobody has to know which one it is. */
    private static final long TAKEN = 0;

    private final Host host;
    private final Queues queues;
    private final TemporaryQueues temporary;
    private final Transactions transactions;
    private final LongSupplier clock;
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<Long, String> receipts = new HashMap<>();
    private Target last;
    private long tokens;

    Sends(Host host, Queues queues, TemporaryQueues temporary, Transactions transactions, LongSupplier clock) {
        this.clock = clock;
        this.host = host;
        this.queues = queues;
        this.temporary = temporary;
        this.transactions = transactions;
    }

    void send(Frame frame) {
        String name = Request.required(frame, HeaderNames.DESTINATION);
        OpenTransaction transaction = transactions.of(frame);
        Target target = target(name, frame.headers().get(HeaderNames.DESTINATION_TYPE));
        String receipt = Request.receipt(frame);
        if (target.destination.kind() == Destination.Kind.QUEUE) {
            queues.ensure(target.destination.name(), frame.headers(), receipt);
        }
        Frame sent = temporary.withReplyQueue(frame);
        Message message = MessageMaker.of(sent, target.key(), host.user(), clock.getAsLong());
        host.published();
        if (transaction != null) {
            transaction.receipt(receipt);
            target.transacted().publish(message, TAKEN, transaction.transaction());
        } else {
            target.publisher.publish(message, token(message, receipt));
        }
    }

    /** What is durable or has a receipt is waited for before the client is told that all is done. */
    private long token(Message message, String receipt) {
        if (receipt == null && !message.durable()) {
            return Publisher.NO_TOKEN;
        }
        long token = tokens++;
        if (receipt != null) {
            receipts.put(token, receipt);
        }
        host.owe();
        return token;
    }

    private Target target(String name, String type) {
        if (last != null && last.isOf(name, type)) {
            return last;
        }
        String key = type == null ? name : type + ' ' + name;
        Target target = targets.get(key);
        if (target == null) {
            Destination destination = Destinations.parse(name, plainName(HeaderNames.DESTINATION_TYPE, type));
            if (destination.kind() == Destination.Kind.TEMPORARY_QUEUE) {
                throw StompException.invalid(
                        HeaderNames.DESTINATION, name, "a temporary queue is sent to by the reply-to of a message");
            }
            if (targets.size() >= KEPT_TARGETS) {
                targets.clear();
            }
            target = new Target(name, type, destination);
            targets.put(key, target);
        }
        last = target;
        return target;
    }

    /** What a name without a prefix means, as a header says in the words of Artemis. */
    static Destinations.PlainName plainName(String header, String type) {
        if (type == null || type.equals("ANYCAST")) {
            return Destinations.PlainName.QUEUE;
        }
        if (type.equals("MULTICAST")) {
            return Destinations.PlainName.TOPIC;
        }
        throw StompException.invalid(header, type, "expected ANYCAST or MULTICAST");
    }

    /** A destination that is sent to, and what is heard of it. */
    private final class Target implements PublishListener {

        private final String name;
        private final String type;
        private final Destination destination;
        private final Publisher publisher;
        private Publisher transacted;

        Target(String name, String type, Destination destination) {
            this.name = name;
            this.type = type;
            this.destination = destination;
            this.publisher = host.session().publisher(destination.topic(), this);
        }

        /** The handle for messages of transactions, whose receipts come with the commit. */
        Publisher transacted() {
            if (transacted == null) {
                transacted = host.session().publisher(destination.topic(), new Transacted(this));
            }
            return transacted;
        }

        boolean isOf(String otherName, String otherType) {
            return name.equals(otherName) && (type == null ? otherType == null : type.equals(otherType));
        }

        String key() {
            return destination.name();
        }

        @Override
        public void unrouted(long token) {
            if (!destination.isQueue()) {
                // A topic that nobody listens to.
                return;
            }
            queues.gone(key());
            String receipt = receipts.remove(token);
            if (receipt != null) {
                host.fail(gone(), receipt);
            }
        }

        StompException gone() {
            return new StompException("not found", "There is no queue '" + key() + "' any more.");
        }

        @Override
        public void confirmed(long token) {
            if (!receipts.isEmpty()) {
                host.output().receiptIfAny(receipts.remove(token));
            }
            host.paid();
        }

        @Override
        public void refused(long token, BrokerException reason) {
            host.fail(Errors.of(reason), receipts.remove(token));
        }
    }

    /** What is heard of the messages of transactions. */
    private final class Transacted implements PublishListener {

        private final Target target;

        Transacted(Target target) {
            this.target = target;
        }

        /** Told before the commit is answered. */
        @Override
        public void unrouted(long token) {
            if (target.destination.isQueue()) {
                queues.gone(target.key());
                host.fail(target.gone(), null);
            }
        }

        @Override
        public void refused(long token, BrokerException reason) {
            host.fail(Errors.of(reason), null);
        }
    }
}
