// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;

/** What the frames of a link that a peer has attached have to keep to. */
final class LinkRules {

    private static final Symbol TRANSACTION = Symbol.valueOf("txn-id");

    private final Link link;
    /** Of the message whose transfers are not all here yet; null between messages. */
    private UnsignedInteger unfinished;

    private Binary tag;

    LinkRules(Link link) {
        this.link = link;
    }

    Link link() {
        return link;
    }

    /** Its name is attached again: the state machine forgets it, so that it makes another link of the name. */
    void steal() {
        Links.end(link, Conditions.of(Conditions.STOLEN, "link '" + link.getName() + "' was attached again"));
        link.free();
    }

    void flow(Flow flow) {
        if (flow.getProperties() != null && flow.getProperties().containsKey(TRANSACTION)) {
            throw Violation.ofSession(
                    Conditions.NOT_IMPLEMENTED,
                    "a flow of link '" + link.getName() + "' asks for messages in a transaction (txn-id): credit is"
                            + " given outside of transactions");
        }
        if (flow.getLinkCredit() == null) {
            throw invalid("a flow of link '" + link.getName() + "' has no link-credit");
        }
        if (isFromPeer() && flow.getDeliveryCount() == null) {
            throw invalid("a flow of the sender of link '" + link.getName() + "' has no delivery-count");
        }
    }

    /** Takes a transfer. Returns whether a message begins with it. */
    boolean transfer(Transfer transfer) {
        if (!isFromPeer()) {
            throw Violation.ofSession(
                    Conditions.NOT_ALLOWED, "a transfer came on link '" + link.getName() + "', which goes to the peer");
        }
        boolean first = unfinished == null;
        if (first) {
            begin(transfer);
        } else {
            goOn(transfer);
        }
        if (!transfer.getMore() || transfer.getAborted()) {
            unfinished = null;
        }
        return first;
    }

    private void begin(Transfer transfer) {
        if (transfer.getDeliveryId() == null || transfer.getDeliveryTag() == null) {
            throw invalid("the first transfer of a message on link '" + link.getName()
                    + "' has a delivery-id and a delivery-tag");
        }
        unfinished = transfer.getDeliveryId();
        tag = transfer.getDeliveryTag();
    }

    private void goOn(Transfer transfer) {
        boolean otherId = transfer.getDeliveryId() != null && !unfinished.equals(transfer.getDeliveryId());
        boolean otherTag = transfer.getDeliveryTag() != null && !tag.equals(transfer.getDeliveryTag());
        if (otherId || otherTag) {
            throw invalid("a message began on link '" + link.getName() + "' before delivery " + unfinished
                    + " was whole: its transfers have that id and the same tag, or none");
        }
    }

    private boolean isFromPeer() {
        return link instanceof Receiver;
    }

    private static Violation invalid(String description) {
        return Violation.ofSession(Conditions.INVALID_FIELD, description);
    }
}
