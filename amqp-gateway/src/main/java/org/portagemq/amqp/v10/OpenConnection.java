// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.transport.Reading;

/** A connection whose peer has logged in: its sessions and links. */
final class OpenConnection implements Host {

    private static final String VHOST = "vhost:";
    private static final String USUAL_NAMESPACE = "/";

    private static final Symbol REFUSED = Symbol.valueOf("amqp:connection-establishment-failed");
    private static final String SOLE = "sole-connection-for-container";
    private static final Symbol[] CAPABILITIES = {
        Symbol.valueOf("ANONYMOUS-RELAY"),
        Symbol.valueOf("DELAYED_DELIVERY"),
        Symbol.valueOf("SHARED-SUBS"),
        Symbol.valueOf("LINK_PAIR_V1_0"),
        Symbol.valueOf(SOLE)
    };

    /** Frames of messages that are not whole yet, for one session. */
    private static final int SPARE_BYTES = 4 * 1024 * 1024;

    /** So much is kept of what links have sent before it goes to the socket. */
    private static final int OUTPUT_BYTES = 64 * 1024;

    private static final int ROUNDS = 2;

    private final Connection10 owner;
    private final Connection connection;
    private final Limits10 limits;
    private final String user;
    private final LongSupplier clock;
    private final Reading reading;
    private final Map<Link, Link10> links = new LinkedHashMap<>();
    private final List<Runnable> atEndOfBatch = new ArrayList<>();
    private org.portagemq.core.api.Session session;
    private Nodes nodes;
    private Transactions10 transactions;
    private LinkMaker maker;
    private Origin origin;
    private int unwritten;
    private boolean closed;

    OpenConnection(
            Connection10 owner,
            Connection connection,
            Limits10 limits,
            String user,
            LongSupplier clock,
            Reading reading) {
        this.owner = owner;
        this.connection = connection;
        this.limits = limits;
        this.user = user;
        this.clock = clock;
        this.reading = reading;
    }

    /**
     * Lets the peer into the namespace that it names.
     *
     * @throws BrokerException when it may not, or there is none
     * @throws Refusal when it wants to be the only one of its name and is not
     */
    void open(Broker broker, Principal principal, ConnectionInfo info, Executor executor) {
        String host = connection.getRemoteHostname();
        String namespace = host != null && host.startsWith(VHOST) ? host.substring(VHOST.length()) : USUAL_NAMESPACE;
        requireSole(namespace);
        session = broker.open(new SessionRequest(principal, namespace, info, executor), new Listener());
        nodes = new Nodes(session.admin(), limits.autoCreate());
        transactions = new Transactions10(session::begin, limits.transactions());
        String container = connection.getRemoteContainer();
        origin = container == null || container.isEmpty() ? null : Origin.of(container);
        maker = new LinkMaker(this, container);
        introduce(Map.of());
    }

    /** A peer that wants to be the only one of its container's name is that, or is not let in. */
    private void requireSole(String namespace) {
        String container = connection.getRemoteContainer();
        if (!Node.has(connection.getRemoteDesiredCapabilities(), SOLE)
                || container == null
                || owner.takeName(namespace + "\n" + container)) {
            return;
        }
        ErrorCondition taken = Conditions.of(
                Conditions.INVALID_FIELD, "there is a connection of the container '" + container + "' already");
        taken.setInfo(Map.of(Symbol.valueOf("invalid-field"), Symbol.valueOf("container-id")));
        throw new Refusal(taken);
    }

    /** Says who this is, and that nothing follows but the reason. */
    void refuse(ErrorCondition reason) {
        introduce(Map.of(REFUSED, true));
        connection.setCondition(reason);
        connection.close();
    }

    private void introduce(Map<Symbol, Object> more) {
        Map<Symbol, Object> properties = new LinkedHashMap<>(more);
        properties.put(Symbol.valueOf("product"), limits.product());
        properties.put(Symbol.valueOf("version"), limits.version());
        properties.put(Symbol.valueOf("platform"), "Java");
        // RabbitMQ's clients ask which node they have come to.
        properties.put(Symbol.valueOf("node"), ManagementNode.NAME);
        connection.setContainer(limits.product());
        connection.setProperties(properties);
        connection.setOfferedCapabilities(CAPABILITIES.clone());
        connection.open();
    }

    // Events.

    void on(Event event) {
        switch (event.getType()) {
            case SESSION_REMOTE_OPEN -> begin(event.getSession());
            case SESSION_LOCAL_CLOSE -> leave(event.getSession());
            case SESSION_REMOTE_CLOSE -> end(event.getSession());
            case LINK_REMOTE_OPEN -> attach(event.getLink());
            case LINK_LOCAL_CLOSE -> forget(event.getLink());
            case LINK_REMOTE_DETACH -> detach(event.getLink(), false);
            case LINK_REMOTE_CLOSE -> detach(event.getLink(), true);
            case LINK_FLOW -> {
                Link10 link = links.get(event.getLink());
                if (link != null) {
                    link.flow();
                }
            }
            case DELIVERY -> {
                Link10 link = links.get(event.getLink());
                if (link != null) {
                    link.delivery(event.getDelivery());
                } else {
                    discard(event.getLink());
                }
            }
            default -> {
                // What we have done ourselves.
            }
        }
    }

    private void begin(Session begun) {
        if (begun.getLocalState() == EndpointState.CLOSED) {
            return;
        }
        begun.setIncomingCapacity((int) Math.min(Integer.MAX_VALUE, 2L * limits.messageBytes() + SPARE_BYTES));
        begun.open();
        try {
            session.enterChannel();
            begun.setContext(session);
        } catch (BrokerException refusal) {
            begun.setCondition(Conditions.of(refusal));
            begun.close();
        }
    }

    private void end(Session ended) {
        leave(ended);
        ended.close();
        ended.free();
    }

    private void leave(Session ended) {
        end(links.entrySet().stream()
                .filter(each -> each.getKey().getSession() == ended)
                .toList());
        if (ended.getContext() != null) {
            ended.setContext(null);
            session.leaveChannel();
        }
    }

    /** Transactions are rolled back while there are links still to which they give back. */
    private void end(List<Map.Entry<Link, Link10>> ended) {
        ended.forEach(each -> links.remove(each.getKey()));
        ended.stream()
                .sorted(Comparator.comparing(each -> !(each.getValue() instanceof Coordinator10)))
                .forEach(each -> each.getValue().gone(false));
    }

    private void attach(Link link) {
        boolean broken = link.getSession().getLocalState() != EndpointState.ACTIVE;
        if (broken || link.getLocalState() == EndpointState.CLOSED) {
            return;
        }
        steal(link);
        // What has ended is told before what begins: it may have the same name.
        owner.outputPart();
        Link10 made = null;
        try {
            requireRoom(link.getSession());
            made = maker.make(link);
            links.put(link, made);
            made.attach();
        } catch (Refusal refusal) {
            refuse(link, made, refusal.condition());
        } catch (BrokerException refusal) {
            refuse(link, made, Conditions.of(refusal));
        }
    }

    private static void refuse(Link link, Link10 made, ErrorCondition reason) {
        if (made == null) {
            Links.end(link, reason);
        } else {
            made.refuse(reason);
        }
    }

    /** A link is known by its name and direction: one that is attached elsewhere goes on in the new place. */
    private void steal(Link attached) {
        for (Map.Entry<Link, Link10> each : List.copyOf(links.entrySet())) {
            Link other = each.getKey();
            boolean same =
                    other.getName().equals(attached.getName()) && other instanceof Sender == attached instanceof Sender;
            if (same) {
                links.remove(other);
                each.getValue()
                        .refuse(Conditions.of(
                                Conditions.STOLEN, "link '" + other.getName() + "' was attached in another session"));
            }
        }
    }

    private void requireRoom(Session of) {
        long count =
                links.keySet().stream().filter(each -> each.getSession() == of).count();
        if (count >= limits.links()) {
            throw new Refusal(Conditions.LIMIT_EXCEEDED, "a session has at most " + limits.links() + " links");
        }
    }

    /** It has ended here. */
    private void forget(Link link) {
        Link10 ended = links.remove(link);
        if (ended != null) {
            ended.gone(false);
        }
    }

    private void detach(Link link, boolean close) {
        Link10 ended = links.remove(link);
        if (ended != null) {
            ended.gone(close);
        }
        Links.answerDetach(link);
        discard(link);
        link.free();
    }

    /** What came on a link that has ended takes no room from the others of its session, which are told when they got some. */
    private void discard(Link ended) {
        Links.discard(ended);
        for (Link each : links.keySet()) {
            if (each instanceof Receiver receiver && each.getSession() == ended.getSession()) {
                receiver.flow(0);
            }
        }
    }

    // What goes to the broker and to the peer.

    /** Hands all calls to the broker, also those to which answers led that were there at once. */
    void endBatch() {
        for (int round = 0; round < ROUNDS && !closed; round++) {
            atEndOfBatch.forEach(Runnable::run);
            atEndOfBatch.clear();
            session.flush();
        }
        unwritten = 0;
    }

    @Override
    public void atEndOfBatch(Runnable call) {
        atEndOfBatch.add(call);
    }

    @Override
    public void sent(int bytes) {
        unwritten += bytes;
        if (unwritten > OUTPUT_BYTES) {
            unwritten = 0;
            owner.outputPart();
        }
    }

    void writable(boolean writable) {
        if (!closed && session != null) {
            session.writable(writable);
        }
    }

    @Override
    public void published() {
        reading.published();
    }

    @Override
    public org.portagemq.core.api.Session session() {
        return session;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public Transactions10 transactions() {
        return transactions;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Limits10 limits() {
        return limits;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public long nowMs() {
        return clock.getAsLong();
    }

    // Ends.

    void fail(ErrorCondition reason) {
        connection.setCondition(reason);
        connection.close();
        close();
    }

    /** Ends the broker's session, which settles nothing more. */
    void close() {
        if (!closed) {
            closed = true;
            end(List.copyOf(links.entrySet()));
            if (session != null) {
                session.close();
            }
        }
    }

    /** What the broker says of the session. */
    private final class Listener implements SessionListener {

        @Override
        public void throttled(boolean throttled) {
            reading.throttled(throttled);
        }

        @Override
        public void publishingHeld(String reason) {
            reading.held(true);
        }

        @Override
        public void publishingResumed() {
            reading.held(false);
        }

        @Override
        public void closed(BrokerException reason) {
            fail(Conditions.of(Conditions.FORCED, reason.getMessage()));
        }
    }
}
