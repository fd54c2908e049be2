// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Incoming;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Filter;

/** The subscriptions of a connection, and what it looks at without taking it. */
final class Subscriptions {

    private static final int MAX_PAGE = 1_000;
    private static final int MAX_SUBSCRIPTIONS = 10_000;

    private final Host host;
    private final Places places;
    private final TopicGroups topics;
    private final OpenTransactions transactions;
    private final Map<Long, OpenSubscription> open = new HashMap<>();

    Subscriptions(Host host, Places places, TopicGroups topics, OpenTransactions transactions) {
        this.host = host;
        this.places = places;
        this.topics = topics;
        this.transactions = transactions;
    }

    void subscribe(SessionCommand.Subscribe command) {
        if (open.size() >= MAX_SUBSCRIPTIONS) {
            host.failed(
                    command.request(),
                    Failure.Kind.LIMIT_EXCEEDED,
                    "more than " + MAX_SUBSCRIPTIONS + " consumers on one connection");
            return;
        }
        OpenSubscription subscription = new OpenSubscription(host, command, this::over);
        if (open.putIfAbsent(command.subscription(), subscription) != null) {
            host.failed(command.request(), Failure.Kind.INVALID, "the number of a subscription is used twice");
            return;
        }
        Place place = command.wish().place();
        if (!place.kind().isQueue()) {
            topics.start(subscription);
        } else if (place.kind() == Place.Kind.TEMPORARY_QUEUE && !places.isOwn(place)) {
            places.find(
                    place,
                    () -> subscription.fail(new Failure(
                            Failure.Kind.LOCKED, place + " is another connection's: only that can consume from it")),
                    subscription::refused);
        } else {
            Filter filter = TopicGroups.selector(command.wish().selector());
            places.find(place, () -> subscription.start(place.name(), filter, false), subscription::refused);
        }
    }

    private void over(OpenSubscription subscription) {
        open.remove(subscription.number());
        topics.ended(subscription);
    }

    void credit(SessionCommand.Credit command) {
        OpenSubscription subscription = open.get(command.subscription());
        if (subscription != null) {
            subscription.credit(command.more());
        }
    }

    void settle(SessionCommand.Settle command) {
        OpenSubscription subscription = open.get(command.subscription());
        if (subscription == null) {
            return;
        }
        if (command.transaction() == SessionCommand.NO_TRANSACTION) {
            subscription.settle(command.offsets(), command.outcome());
        } else {
            subscription.settle(command.offsets(), command.outcome(), transactions.open(command.transaction()));
        }
    }

    void restart(SessionCommand.Restart command) {
        OpenSubscription subscription = open.get(command.subscription());
        if (subscription != null) {
            subscription.restart(command);
        }
    }

    void drain(SessionCommand.Drain command) {
        OpenSubscription subscription = open.get(command.subscription());
        if (subscription == null) {
            host.done(command.request());
        } else {
            subscription.drain(command.request());
        }
    }

    void close(SessionCommand.CloseSubscription command) {
        OpenSubscription subscription = open.get(command.subscription());
        if (subscription == null) {
            host.done(command.request());
        } else {
            subscription.close(command.request());
        }
    }

    void deleteTemporary(SessionCommand.DeleteTemporary command) {
        Place place = command.place();
        boolean used =
                open.values().stream().anyMatch(each -> each.wish().place().equals(place) && !each.isClosing());
        if (used) {
            host.failed(command.request(), Failure.Kind.IN_USE, place + " is consumed from: close its consumers first");
        } else {
            places.deleteTemporary(command.request(), place);
        }
    }

    void browse(SessionCommand.Browse command) {
        String group = command.queue().name();
        Filter filter = TopicGroups.selector(command.selector());
        int max = Math.max(1, Math.min(MAX_PAGE, command.max()));
        places.find(
                command.queue(),
                () -> {
                    host.session()
                            .browse(
                                    group,
                                    command.fromOffset(),
                                    max,
                                    filter,
                                    Calls.answer(
                                            page -> browsed(command.request(), page),
                                            reason -> host.failed(
                                                    command.request(),
                                                    Failures.ofSelective(reason, command.selector()))));
                    host.called();
                },
                reason -> host.failed(command.request(), reason));
    }

    private void browsed(long request, BrowsePage page) {
        List<Incoming> messages = page.entries().stream()
                .filter(entry -> !entry.inFlight())
                .map(entry -> OpenSubscription.incoming(entry.message(), 0))
                .toList();
        host.emit(new SessionEvent.Page(request, messages, page.nextOffset(), page.nextOffset() >= page.end()));
    }

    /** The connection was lost. */
    void lost() {
        open.values().forEach(OpenSubscription::lost);
    }
}
