// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;

/**
 * A link on which a peer looks at the messages of a queue without taking them: distribution mode copy. It sees what is
 * there when it gives credit; what comes later, when it gives credit again. What becomes of its deliveries changes nothing.
 */
final class BrowsingLink implements Link10 {

    private static final int PAGE = 100;

    private final Host host;
    private final Sender sender;
    private final Node queue;
    private final Transfers transfers;
    private final Selectors selectors;
    private final Queue<BrowsePage.Entry> found = new ArrayDeque<>();
    private long next;
    private boolean asking;
    private boolean atEnd;
    private boolean over;

    BrowsingLink(Host host, Sender sender, Node queue, Selectors selectors) {
        this.host = host;
        this.sender = sender;
        this.queue = queue;
        this.selectors = selectors;
        this.transfers = new Transfers(host, sender);
    }

    @Override
    public void attach() {
        host.nodes().find(queue, this::accept, this::failed);
    }

    private void accept() {
        if (over) {
            return;
        }
        Source source = (Source) sender.getRemoteSource();
        source.setFilter(selectors.honoured());
        sender.setSource(source);
        sender.setTarget(sender.getRemoteTarget());
        sender.setSenderSettleMode(sender.getRemoteSenderSettleMode());
        sender.setReceiverSettleMode(ReceiverSettleMode.FIRST);
        sender.open();
        flow();
    }

    private void failed(BrokerException reason) {
        refuse(Conditions.of(reason));
    }

    @Override
    public void refuse(ErrorCondition reason) {
        if (!over) {
            over = true;
            Links.end(sender, reason);
        }
    }

    @Override
    public void flow() {
        atEnd = false;
        proceed();
    }

    private void proceed() {
        if (over || sender.getLocalState() != EndpointState.ACTIVE) {
            return;
        }
        try {
            while (sender.getCredit() > 0 && !found.isEmpty()) {
                transfers.copy(found.poll().message());
            }
        } catch (Refusal tooLarge) {
            refuse(tooLarge.condition());
            return;
        }
        if (sender.getCredit() > 0 && !atEnd && !asking) {
            asking = true;
            host.session()
                    .browse(
                            queue.key(),
                            next,
                            Math.min(PAGE, sender.getCredit()),
                            selectors.filter(),
                            Nodes.answer(this::looked, this::failed));
        } else if (atEnd && sender.getDrain()) {
            sender.drained();
        }
    }

    private void looked(BrowsePage page) {
        asking = false;
        atEnd = page.nextOffset() >= page.end();
        next = page.nextOffset();
        found.addAll(page.entries());
        proceed();
    }

    @Override
    public void delivery(Delivery delivery) {
        if (!over && (delivery.getRemoteState() != null || delivery.remotelySettled())) {
            delivery.settle();
        }
    }

    @Override
    public void gone(boolean forGood) {
        over = true;
        found.clear();
    }
}
