// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Outgoing;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;

/** What a client publishes, and what it hears of it. */
final class Sending {

    private static final int KEPT_TARGETS = 256;

    private final Host host;
    private final Places places;
    private final OpenTransactions transactions;

    private final Map<Place, Target> targets = new HashMap<>();
    private final Set<Long> answered = new HashSet<>();
    private Target last;

    Sending(Host host, Places places, OpenTransactions transactions) {
        this.host = host;
        this.places = places;
        this.transactions = transactions;
    }

    void publish(SessionCommand.Publish command) {
        Target target = target(command.to());
        places.prepare(target.place);
        long token = command.request() == SessionCommand.NO_REQUEST ? Publisher.NO_TOKEN : command.request();
        try {
            Message message = message(target, command.message());
            if (command.transaction() == SessionCommand.NO_TRANSACTION) {
                target.publisher.publish(message, token);
            } else {
                OpenTransactions.Open open = transactions.open(command.transaction());
                target.inTransaction(open).publish(message, token, open.transaction());
            }
        } catch (BrokerException refused) {
            host.failed(command.request(), refused);
        }
    }

    private Message message(Target target, Outgoing sent) {
        return new Message(
                target.keys,
                sent.durable(),
                sent.priority(),
                sent.ttlMs() == Outgoing.NO_TTL ? Message.NO_TTL : sent.ttlMs(),
                FlushPolicy.DEFAULT,
                List.of(),
                ClientFormat.INSTANCE,
                Payload.of(sent.header()),
                Payload.of(sent.body()),
                sent.deliverAt(),
                sent.number() == Outgoing.ONCE ? null : Deduplication.numbered(host.connection(), sent.number()),
                sent.orderingKey() == null ? null : new OrderingKey(sent.orderingKey(), sent.lastOfKey()));
    }

    private Target target(Place place) {
        if (last != null && last.place.equals(place)) {
            return last;
        }
        Target target = targets.get(place);
        if (target == null) {
            if (targets.size() >= KEPT_TARGETS) {
                targets.clear();
            }
            target = new Target(place);
            targets.put(place, target);
        }
        last = target;
        return target;
    }

    /** A place that is sent to, and what is heard of it. */
    private final class Target implements PublishListener {

        private final Place place;
        private final List<String> keys;
        private final Publisher publisher;
        private Publisher transacted;
        private OpenTransactions.Open transaction;

        Target(Place place) {
            this.place = place;
            this.keys = List.of(Routes.key(place));
            this.publisher = host.session().publisher(Routes.topic(place), this);
        }

        /** A handle whose messages are heard of with the transaction they are part of. */
        Publisher inTransaction(OpenTransactions.Open open) {
            if (transacted == null || transaction != open) {
                transaction = open;
                transacted = host.session().publisher(Routes.topic(place), new Transacted(place, open));
            }
            return transacted;
        }

        @Override
        public void unrouted(long token) {
            if (place.kind().isQueue()) {
                places.gone(place.name());
                answered.add(token);
                host.failed(token, Failure.Kind.NOT_FOUND, "there is no " + place + " any more");
            } else if (place.kind().isTemporary()) {
                answered.add(token);
                places.find(place, () -> host.done(token), reason -> host.failed(token, reason));
                host.called();
            }
        }

        @Override
        public void confirmed(long token) {
            if (answered.isEmpty() || !answered.remove(token)) {
                host.done(token);
            }
        }

        @Override
        public void refused(long token, BrokerException reason) {
            if (token >= 0) {
                host.failed(token, reason);
            }
        }
    }

    /** What is heard of messages of a transaction. */
    private final class Transacted implements PublishListener {

        private final Place place;
        private final OpenTransactions.Open open;

        Transacted(Place place, OpenTransactions.Open open) {
            this.place = place;
            this.open = open;
        }

        /** Told before the commit is answered. */
        @Override
        public void unrouted(long token) {
            if (place.kind().isQueue()) {
                places.gone(place.name());
                open.lost("a message of the transaction went nowhere: there is no " + place + " any more");
            }
        }

        @Override
        public void confirmed(long token) {
            host.done(token);
        }

        @Override
        public void refused(long token, BrokerException reason) {
            open.refused(reason);
            if (token >= 0) {
                host.failed(token, reason);
            }
        }
    }
}
