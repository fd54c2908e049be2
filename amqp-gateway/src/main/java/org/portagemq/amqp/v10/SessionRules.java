// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;

/** What the frames of a session that a peer has begun have to keep to, and where its windows stand. */
final class SessionRules {

    private final Session session;
    private final Map<UnsignedInteger, LinkRules> links = new HashMap<>();
    private UnsignedInteger nextIncoming;
    private UnsignedInteger nextOutgoing = UnsignedInteger.ONE;
    private UnsignedInteger lastDelivery;
    private boolean broken;

    SessionRules(Session session, Begin begin) {
        this.session = session;
        this.nextIncoming = begin.getNextOutgoingId();
    }

    Session session() {
        return session;
    }

    /** It has ended here: what comes until the peer ends it too means nothing. */
    void breakOff() {
        broken = true;
    }

    boolean isBroken() {
        return broken;
    }

    /** Takes an attach. Who has had its name in this session loses it. */
    void attach(Attach attach) {
        LinkRules other = links.get(attach.getHandle());
        if (other != null) {
            throw Violation.ofSession(
                    Conditions.HANDLE_IN_USE,
                    "link '" + attach.getName() + "' was attached with handle " + attach.getHandle() + ", which link '"
                            + other.link().getName() + "' has");
        }
        Link earlier = linkOf(attach);
        links.values().stream().filter(each -> each.link() == earlier).forEach(LinkRules::steal);
        Links.answerDetach(earlier);
    }

    /** The state machine has one link of a name and direction; there is one afterwards if there was none. */
    private Link linkOf(Attach attach) {
        return attach.getRole() == Role.SENDER ? session.receiver(attach.getName()) : session.sender(attach.getName());
    }

    void attached(Attach attach) {
        links.put(attach.getHandle(), new LinkRules(linkOf(attach)));
    }

    void detach(Detach detach) {
        Links.noteDetach(require(detach.getHandle()).link(), detach.getClosed());
        links.remove(detach.getHandle());
    }

    /** Takes a flow; its window is shut when it has room for fewer frames than are on their way. */
    void flow(Flow flow) {
        if (flow.getHandle() != null) {
            require(flow.getHandle()).flow(flow);
        }
        UnsignedInteger next = flow.getNextIncomingId();
        if (next != null) {
            int onTheirWay = nextOutgoing.intValue() - next.intValue();
            if (flow.getIncomingWindow().longValue() < onTheirWay) {
                flow.setIncomingWindow(UnsignedInteger.valueOf(onTheirWay));
            }
        }
    }

    void transfer(Transfer transfer) {
        nextIncoming = nextIncoming.add(UnsignedInteger.ONE);
        if (!require(transfer.getHandle()).transfer(transfer)) {
            return;
        }
        UnsignedInteger id = transfer.getDeliveryId();
        if (lastDelivery != null && !lastDelivery.add(UnsignedInteger.ONE).equals(id)) {
            throw Violation.ofSession(
                    Conditions.INVALID_FIELD, "delivery-id " + id + " does not follow " + lastDelivery);
        }
        lastDelivery = id;
    }

    private LinkRules require(UnsignedInteger handle) {
        LinkRules found = links.get(handle);
        if (found == null) {
            throw Violation.ofSession(Conditions.UNATTACHED_HANDLE, "no link is attached with handle " + handle);
        }
        return found;
    }

    /** A transfer has left. */
    void sent() {
        nextOutgoing = nextOutgoing.add(UnsignedInteger.ONE);
    }

    /**
     * How the windows stand.
     *
     * @param frameBytes the largest frame that is taken
     */
    Flow state(int frameBytes) {
        Flow state = new Flow();
        state.setNextIncomingId(nextIncoming);
        state.setIncomingWindow(UnsignedInteger.valueOf(
                Math.max(0, session.getIncomingCapacity() - session.getIncomingBytes()) / frameBytes));
        state.setNextOutgoingId(nextOutgoing);
        state.setOutgoingWindow(UnsignedInteger.valueOf(session.getOutgoingWindow()));
        return state;
    }
}
