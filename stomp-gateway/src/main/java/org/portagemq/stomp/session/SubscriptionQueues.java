// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.stomp.message.Destination;
import org.portagemq.stomp.message.Destinations;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Headers;

/** The queues in which subscriptions to topics collect their messages: for a connection, or for as long as they are wanted. */
final class SubscriptionQueues {

    /** Under these names, in this order, a durable subscription is asked for by the clients of ActiveMQ and Artemis. */
    private static final List<String> NAMES =
            List.of("durable-subscription-name", "durable-subscriber-name", "activemq.subscriptionName");

    private static final String QUEUE_NAME = "x-queue-name";

    private final Host host;

    SubscriptionQueues(Host host) {
        this.host = host;
    }

    /** Whether the frame speaks of a subscription that outlives its connection. */
    static boolean isDurable(Headers headers) {
        return Request.flag(headers, "durable", false) || Request.flag(headers, HeaderNames.PERSISTENT, false);
    }

    /**
     * The queue of a durable subscription that has a name of its own.
     *
     * @return null when the frame names none
     */
    String named(Headers headers) {
        for (String header : NAMES) {
            String name = headers.get(header);
            if (name != null) {
                if (name.isEmpty()) {
                    throw StompException.invalid(header, name, "a durable subscription has a name");
                }
                if (host.clientId() == null) {
                    throw StompException.invalid(header, name, "it needs a client-id in the CONNECT frame");
                }
                return host.clientId() + "." + name;
            }
        }
        return null;
    }

    /**
     * Makes the queue of a subscription, and binds it.
     *
     * @param failed is told when that is refused
     * @return its name
     */
    String prepare(Frame frame, Destination destination, Filter filter, Consumer<StompException> failed) {
        Headers headers = frame.headers();
        GroupSettings settings = settings(headers, destination);
        String group = settings.name();
        Admin admin = host.session().admin();
        Consumer<BrokerException> refused = reason -> failed.accept(Errors.of(reason));
        admin.declareGroup(settings, new HostAnswer<>(host, info -> {}, refused));
        Binding binding = Binding.toGroup(destination.topic(), group, Destinations.pattern(destination.name()))
                .filtered(filter);
        admin.bind(binding, new HostAnswer<>(host, done -> {}, refused));
        if (settings.durable()) {
            removeOthers(binding, refused);
        }
        return group;
    }

    private GroupSettings settings(Headers headers, Destination destination) {
        QueueRules rules = QueueRules.read(headers);
        String named = named(headers);
        if (named != null) {
            return rules.settings(named, true, false, false);
        }
        boolean durable = isDurable(headers);
        String given = headers.get(QUEUE_NAME);
        boolean autoDelete = Request.flag(headers, "auto-delete", !durable);
        boolean exclusive = Request.flag(headers, "exclusive", !durable && given == null);
        if (given != null) {
            return rules.settings(given, durable, exclusive, autoDelete);
        }
        if (!durable) {
            return rules.settings(Names.newSubscription(), false, exclusive, autoDelete);
        }
        String id = headers.get(HeaderNames.ID);
        if (id == null) {
            throw StompException.missing(HeaderNames.ID);
        }
        String name = Names.durableSubscription(id, destination.topic(), destination.name());
        return rules.settings(name, true, exclusive, autoDelete);
    }

    /** A durable subscription that is taken up with another destination or selector has these from now on. */
    private void removeOthers(Binding wanted, Consumer<BrokerException> refused) {
        Admin admin = host.session().admin();
        admin.listBindings(
                Optional.empty(),
                Optional.of(wanted.target()),
                new HostAnswer<>(
                        host,
                        bindings -> bindings.stream()
                                .filter(binding -> !binding.topic().isEmpty() && !binding.equals(wanted))
                                .forEach(binding -> admin.unbind(binding, new HostAnswer<>(host, done -> {}, refused))),
                        refused));
    }

    /** Ends a durable subscription: its queue goes with all that is in it. */
    void delete(String group, String receipt) {
        host.session().admin().deleteGroup(group, false, false, HostAnswer.orFail(host, receipt, gone -> host.output()
                .receiptIfAny(receipt)));
    }
}
