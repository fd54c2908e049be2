// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SubscriptionWish;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;

/**
 * The groups in which subscriptions to topics collect their messages.
 *
 * <pre>
 *  alone, not durable   a group of the connection with a name of the broker's
 *  durable              CLIENT.NAME, or NAME without a client id, as clients of other protocols name them
 *  shared, not durable  the same behind a bar, which a durable one has not
 * </pre>
 *
 * That a durable one is shared is an argument of its binding. A subscription that is taken up with another topic or
 * selector while nobody consumes from it begins anew.
 */
final class TopicGroups {

    private static final Map<String, Object> SHARED = Map.of("subscription", "shared");

    private final Host host;
    private final Places places;

    TopicGroups(Host host, Places places) {
        this.host = host;
        this.places = places;
    }

    static String durableName(String clientId, String name) {
        return clientId == null ? name : clientId + "." + name;
    }

    private static String groupName(SubscriptionWish wish) {
        String name = durableName(wish.clientId(), wish.name());
        return wish.durable() ? name : "|" + name;
    }

    /** Makes what the subscription needs, and starts it. */
    void start(OpenSubscription subscription) {
        SubscriptionWish wish = subscription.wish();
        if (wish.place().kind() == Place.Kind.TEMPORARY_TOPIC && !places.isOwn(wish.place())) {
            subscription.fail(new Failure(
                    Failure.Kind.LOCKED, wish.place() + " is another connection's: only that can consume from it"));
        } else if (wish.name() == null) {
            declareOwn(subscription);
        } else {
            takeUp(subscription);
        }
    }

    private void declareOwn(OpenSubscription subscription) {
        declare(subscription, Places.withPriorities("", false, true, false));
    }

    private void takeUp(OpenSubscription subscription) {
        admin().describeGroup(
                        groupName(subscription.wish()),
                        Calls.answer(info -> compare(subscription, info), reason -> missing(subscription, reason)));
        host.called();
    }

    private void missing(OpenSubscription subscription, BrokerException reason) {
        if (reason.code() != ErrorCode.NOT_FOUND) {
            subscription.refused(reason);
            return;
        }
        String name = groupName(subscription.wish());
        boolean durable = subscription.wish().durable();
        declare(subscription, durable ? GroupSettings.durable(name) : Places.withPriorities(name, false, false, true));
    }

    private void declare(OpenSubscription subscription, GroupSettings settings) {
        admin().declareGroup(
                        settings,
                        Calls.answer(info -> bind(subscription, info.settings().name()), subscription::refused));
        host.called();
    }

    private void bind(OpenSubscription subscription, String group) {
        Binding wanted = binding(subscription.wish(), group);
        admin().bind(wanted, Calls.answer(done -> subscribe(subscription, group), reason -> {
            admin().deleteGroup(group, true, true, Calls.answer(count -> {}, gone -> {}));
            host.called();
            subscription.refused(reason);
        }));
        host.called();
    }

    private void subscribe(OpenSubscription subscription, String group) {
        // The group holds nothing but what passed its binding.
        subscription.start(group, Filter.ALL, !subscription.wish().isShared());
    }

    private void compare(OpenSubscription subscription, GroupInfo info) {
        String group = info.settings().name();
        Binding wanted = binding(subscription.wish(), group);
        admin().listBindings(
                        Optional.empty(),
                        Optional.of(wanted.target()),
                        Calls.answer(found -> compare(subscription, info, found), subscription::refused));
        host.called();
    }

    private void compare(OpenSubscription subscription, GroupInfo info, List<Binding> found) {
        SubscriptionWish wish = subscription.wish();
        List<Binding> own =
                found.stream().filter(each -> !each.topic().isEmpty()).toList();
        Binding wanted = binding(wish, info.settings().name());
        boolean sharing = own.stream().anyMatch(each -> each.arguments().equals(SHARED));
        if (wish.durable() && !own.isEmpty() && sharing != wish.isShared()) {
            fail(subscription, "exists as one that is " + (sharing ? "shared" : "not shared"));
        } else if (info.consumers() > 0 && !wish.isShared()) {
            fail(subscription, "is in use");
        } else if (own.equals(List.of(wanted))) {
            subscribe(subscription, info.settings().name());
        } else if (info.consumers() > 0) {
            fail(subscription, "is in use with another topic or selector");
        } else {
            beginAnew(subscription);
        }
    }

    private void beginAnew(OpenSubscription subscription) {
        admin().deleteGroup(
                        groupName(subscription.wish()),
                        true,
                        false,
                        Calls.answer(
                                count -> missing(
                                        subscription, new BrokerException(ErrorCode.NOT_FOUND, "it was deleted")),
                                subscription::refused));
        host.called();
    }

    private static void fail(OpenSubscription subscription, String why) {
        subscription.fail(new Failure(
                Failure.Kind.IN_USE, "the subscription '" + subscription.wish().name() + "' " + why));
    }

    private Binding binding(SubscriptionWish wish, String group) {
        Map<String, Object> arguments = wish.durable() && wish.isShared() ? SHARED : Map.of();
        return new Binding(
                        Routes.topic(wish.place()),
                        new Binding.Target.Group(group),
                        Routes.pattern(wish.place()),
                        arguments)
                .filtered(filter(wish));
    }

    private Filter filter(SubscriptionWish wish) {
        if (!wish.noLocal()) {
            return selector(wish.selector());
        }
        String notOwn = ClientVocabulary.ORIGIN + " IS NULL OR " + ClientVocabulary.ORIGIN + " <> '"
                + host.origin().replace("'", "''") + "'";
        return selector(wish.selector() == null ? notOwn : "(" + wish.selector() + ") AND (" + notOwn + ")");
    }

    static Filter selector(String text) {
        return text == null ? Filter.ALL : Filter.selector(text, ClientVocabulary.INSTANCE);
    }

    /** The group of a subscription that ended with its consumer. */
    void ended(OpenSubscription subscription) {
        SubscriptionWish wish = subscription.wish();
        if (!wish.place().kind().isQueue() && wish.name() == null && subscription.group() != null) {
            admin().deleteGroup(subscription.group(), false, false, Calls.answer(count -> {}, gone -> {}));
            host.called();
        }
    }

    /** Ends a durable subscription with all that waits in it. */
    void delete(long request, String clientId, String name) {
        String group = durableName(clientId, name);
        admin().listBindings(
                        Optional.empty(),
                        Optional.of(new Binding.Target.Group(group)),
                        Calls.answer(
                                found -> delete(request, group, name, found), reason -> host.failed(request, reason)));
        host.called();
    }

    /** A queue of that name, which collects from no topic, is not a subscription. */
    private void delete(long request, String group, String name, List<Binding> found) {
        if (found.stream().allMatch(each -> each.topic().isEmpty())) {
            host.failed(request, Failure.Kind.NOT_FOUND, "there is no durable subscription '" + name + "'");
            return;
        }
        admin().deleteGroup(
                        group,
                        true,
                        false,
                        Calls.answer(count -> host.done(request), reason -> host.failed(request, reason)));
        host.called();
    }

    private Admin admin() {
        return host.session().admin();
    }
}
