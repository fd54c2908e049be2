// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.stomp.message.Destination;
import org.portagemq.stomp.message.Destination.Style;
import org.portagemq.stomp.message.Destinations;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Headers;
import org.portagemq.stomp.wire.Version;

/** The subscriptions of one connection: how they begin and end, and what is acknowledged. */
final class Subscriptions {

    private static final byte[] NO_LINE = new byte[0];

    private final Host host;
    private final Queues queues;
    private final TemporaryQueues temporary;
    private final Transactions transactions;
    private final SubscriptionQueues ofTopics;
    private final Messages messages;
    private final String connection = Names.newConnection();
    private final Map<String, StompSubscription> byId = new HashMap<>();
    private final Map<Integer, StompSubscription> bySlot = new HashMap<>();
    private final List<StompSubscription> shortOfCredit = new ArrayList<>();
    private int slots;

    Subscriptions(Host host, Queues queues, TemporaryQueues temporary, Transactions transactions) {
        this.host = host;
        this.queues = queues;
        this.temporary = temporary;
        this.transactions = transactions;
        this.ofTopics = new SubscriptionQueues(host);
        this.messages = new Messages(host.output());
        temporary.onFirstUse(this::subscribeToReplies);
    }

    /** The connection's name, which its message ids begin with. */
    String connection() {
        return connection;
    }

    Messages messages() {
        return messages;
    }

    void subscribe(Frame frame) {
        Headers headers = frame.headers();
        String written = Request.required(frame, HeaderNames.DESTINATION);
        String given = headers.get(HeaderNames.ID);
        if (given == null && host.version().atLeast(Version.V1_1)) {
            throw StompException.missing(HeaderNames.ID);
        }
        SubscribeOptions options = SubscribeOptions.of(headers, host.version(), host.limits());
        Destination destination =
                Destinations.parse(written, Sends.plainName("subscription-type", headers.get("subscription-type")));
        StompSubscription made = add(
                given == null ? written : given,
                given == null ? NO_LINE : idLine(given),
                Request.receipt(frame),
                options.mode(),
                destination.style());
        start(made, frame, destination, options);
    }

    private StompSubscription add(String id, byte[] idLine, String receipt, AckMode mode, Style style) {
        if (byId.containsKey(id)) {
            throw StompException.invalid(HeaderNames.ID, id, "a subscription of that id is open already");
        }
        if (byId.size() >= host.limits().subscriptions()) {
            throw new StompException(
                    "limit exceeded",
                    "More than " + host.limits().subscriptions()
                            + " subscriptions on one connection (setting stomp.subscriptions).");
        }
        int slot = ++slots;
        StompSubscription made =
                new StompSubscription(this, id, receipt, slot, mode, style, idLine, connection + "-" + slot + "-");
        byId.put(id, made);
        bySlot.put(slot, made);
        return made;
    }

    private byte[] idLine(String id) {
        return host.output().frames().line(HeaderNames.SUBSCRIPTION, id);
    }

    private void start(StompSubscription made, Frame frame, Destination destination, SubscribeOptions options) {
        Filter filter = options.filter();
        String group;
        boolean durable = false;
        switch (destination.kind()) {
            case QUEUE -> {
                group = destination.name();
                queues.declare(group, frame.headers(), made::failed);
            }
            case EXISTING_QUEUE -> group = destination.name();
            case TEMPORARY_QUEUE -> group = temporary.queue(destination, made.receipt());
            default -> {
                group = ofTopics.prepare(frame, destination, filter, made::failed);
                durable = SubscriptionQueues.isDurable(frame.headers()) || ofTopics.named(frame.headers()) != null;
                // The queue holds nothing but what passed it.
                filter = Filter.ALL;
            }
        }
        boolean auto = options.mode() == AckMode.AUTO;
        boolean alone = options.exclusive() || ofTopics.named(frame.headers()) != null;
        SubscribeRequest request = new SubscribeRequest(
                group,
                alone,
                auto,
                auto ? Subscription.UNLIMITED : options.prefetch(),
                options.priority(),
                filter,
                options.start() == null ? null : StreamSource.ofGroup(group, options.start()));
        made.attach(group, durable, host.session().subscribe(request, made));
    }

    /** The client has named a queue for answers, and expects them without subscribing. */
    private void subscribeToReplies(String name, String queue) {
        if (byId.containsKey(name)) {
            return;
        }
        StompSubscription made = add(name, idLine(name), null, AckMode.AUTO, Style.PATH);
        made.attach(
                queue,
                false,
                host.session().subscribe(new SubscribeRequest(queue, false, true, Subscription.UNLIMITED), made));
    }

    void started(StompSubscription subscription) {
        host.output().receiptIfAny(subscription.receipt());
    }

    void failed(StompSubscription subscription, StompException reason) {
        byId.remove(subscription.id(), subscription);
        bySlot.remove(subscription.slot());
        host.fail(reason, subscription.receipt());
    }

    void cancelledByBroker(StompSubscription subscription, StompException reason) {
        host.lost(subscription.id(), reason);
    }

    void unsubscribe(Frame frame) {
        Headers headers = frame.headers();
        String receipt = Request.receipt(frame);
        String named = ofTopics.named(headers);
        StompSubscription subscription = named != null && !headers.has(HeaderNames.ID) ? null : remove(frame);
        if (subscription == null) {
            ofTopics.delete(named, receipt);
            return;
        }
        boolean delete = subscription.isDurable() && (named != null || SubscriptionQueues.isDurable(headers));
        subscription.cancel();
        HostAnswer<GroupInfo> whenDrained = new HostAnswer<>(
                host, info -> drained(subscription, delete, receipt), gone -> drained(subscription, false, receipt));
        // The broker answers in the order of calls: behind this answer no message can be on its way.
        host.session().admin().describeGroup(subscription.group(), whenDrained);
    }

    private void drained(StompSubscription subscription, boolean delete, String receipt) {
        subscription.over();
        if (delete) {
            ofTopics.delete(subscription.group(), receipt);
        } else {
            host.output().receiptIfAny(receipt);
        }
    }

    private StompSubscription remove(Frame frame) {
        String id = frame.headers().get(HeaderNames.ID);
        String header = HeaderNames.ID;
        if (id == null && !host.version().atLeast(Version.V1_1)) {
            header = HeaderNames.DESTINATION;
            id = frame.headers().get(header);
        }
        if (id == null) {
            throw StompException.missing(HeaderNames.ID);
        }
        StompSubscription subscription = byId.remove(id);
        if (subscription == null) {
            throw StompException.invalid(header, id, "there is no such subscription");
        }
        return subscription;
    }

    void retired(StompSubscription subscription) {
        bySlot.remove(subscription.slot());
    }

    /** What an ACK or NACK frame says. */
    void settle(Frame frame, Settlement how) {
        boolean byAckId = host.version().atLeast(Version.V1_2);
        String header = byAckId ? HeaderNames.ID : HeaderNames.MESSAGE_ID;
        String id = Request.required(frame, header);
        OpenTransaction transaction = transactions.of(frame);
        Token token = Token.parse(id, connection);
        StompSubscription subscription = token == null ? null : bySlot.get(token.slot());
        String named = frame.headers().get(HeaderNames.SUBSCRIPTION);
        boolean otherOne = subscription != null && named != null && !byAckId && !named.equals(subscription.id());
        if (subscription == null || otherOne) {
            throw unknown(header, id);
        }
        String receipt = Request.receipt(frame);
        if (subscription.mode() == AckMode.AUTO && !byAckId) {
            // Done with when it was sent: to say so again does no harm.
            host.output().receiptIfAny(receipt);
            return;
        }
        if (!subscription.waits(token.number())) {
            throw unknown(header, id);
        }
        if (transaction == null) {
            subscription.settle(token.number(), how);
            host.output().receiptIfAny(receipt);
        } else {
            subscription.settle(token.number(), how, transaction);
            transaction.receipt(receipt);
        }
    }

    private static StompException unknown(String header, String id) {
        return StompException.invalid(header, id, "no message of that id waits to be acknowledged on this connection");
    }

    void shortOfCredit(StompSubscription subscription) {
        shortOfCredit.add(subscription);
    }

    boolean hasCreditToGrant() {
        return !shortOfCredit.isEmpty();
    }

    /** The broker was called from within an answer of its own. */
    void called() {
        host.called();
    }

    /** Grants credit, once for all that the batch settled. */
    void endBatch() {
        if (!shortOfCredit.isEmpty()) {
            shortOfCredit.forEach(StompSubscription::grant);
            shortOfCredit.clear();
        }
    }
}
