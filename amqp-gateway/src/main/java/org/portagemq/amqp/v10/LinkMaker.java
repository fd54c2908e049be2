// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Optional;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transaction.Coordinator;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.portagemq.core.api.Admin;

/** Makes of what a peer attaches the kind of link that it asks for. */
final class LinkMaker {

    private static final Symbol COPY = Symbol.valueOf("copy");

    private final Host host;
    private final String container;
    private final ManagementLinks management;

    /**
     * @param container of the peer
     */
    LinkMaker(Host host, String container) {
        this.host = host;
        this.container = container;
        this.management = new ManagementLinks(
                new ManagementNode(host.session().admin(), host.session().namespace()));
    }

    /**
     * Makes it; the broker is asked for nothing yet.
     *
     * @throws Refusal when it asks for what there is not
     */
    Link10 make(Link link) {
        if (link instanceof Sender sender) {
            return toPeer(sender);
        }
        Receiver receiver = (Receiver) link;
        if (link.getRemoteTarget() instanceof Target target && isManagement(target.getAddress())) {
            return management.make(link);
        }
        return link.getRemoteTarget() instanceof Coordinator
                ? new Coordinator10(host, receiver)
                : new IncomingLink(host, receiver);
    }

    private static boolean isManagement(String address) {
        return ManagementLinks.ADDRESS.equals(address);
    }

    private Link10 toPeer(Sender sender) {
        if (!(sender.getRemoteSource() instanceof Source source)) {
            return new SubscriptionLookup(host.session().admin(), sender, container);
        }
        if (isManagement(source.getAddress())) {
            return management.make(sender);
        }
        if (source.getDynamic()) {
            Selectors selectors = Selectors.of(source.getFilter(), null, null);
            return new OutgoingLink(host, sender, new TemporaryFeed(host, source, selectors));
        }
        if (source.getAddress() == null) {
            throw new Refusal(Conditions.INVALID_FIELD, "the source of the link has no address");
        }
        Node node = NodeAddress.source(source.getAddress(), source.getCapabilities());
        // Of a topic everybody gets a copy in any case.
        boolean browsed = node.isQueue() && COPY.equals(source.getDistributionMode());
        boolean consumed = node.isQueue() && !browsed;
        Selectors selectors = Selectors.of(
                source.getFilter(),
                node.isQueue() ? null : host.origin(),
                consumed ? new StreamFilters(host.nowMs()) : null);
        if (!node.isQueue()) {
            return new OutgoingLink(host, sender, ofTopic(sender, source, node, selectors));
        }
        return browsed
                ? new BrowsingLink(host, sender, node, selectors)
                : new OutgoingLink(host, sender, new QueueFeed(host.nodes(), node, selectors));
    }

    private Feed ofTopic(Sender sender, Source source, Node topic, Selectors selectors) {
        Admin admin = host.session().admin();
        Optional<NamedSubscription> named = NamedSubscription.of(sender.getName(), container, source, topic, selectors);
        return named.isPresent() ? new SubscriptionFeed(admin, named.get()) : new TopicFeed(admin, topic, selectors);
    }
}
