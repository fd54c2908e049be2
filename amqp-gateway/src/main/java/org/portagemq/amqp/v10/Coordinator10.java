// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transaction.Coordinator;
import org.apache.qpid.proton.amqp.transaction.Declare;
import org.apache.qpid.proton.amqp.transaction.Declared;
import org.apache.qpid.proton.amqp.transaction.Discharge;
import org.apache.qpid.proton.amqp.transaction.TxnCapability;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.portagemq.core.api.BrokerException;

/** The link by which a peer begins and ends transactions. Those that it has begun end with it: rolled back. */
final class Coordinator10 implements Link10 {

    private static final int CREDIT = 100;
    private static final int MAX_REQUEST_BYTES = 4_096;

    private static final Symbol[] CAPABILITIES = {
        TxnCapability.LOCAL_TXN, TxnCapability.MULTI_TXNS_PER_SSN, TxnCapability.MULTI_SSNS_PER_TXN
    };

    private final Host host;
    private final Receiver receiver;
    private final Assembly requests;
    private final Set<OpenTransaction> declared = new LinkedHashSet<>();
    private boolean over;

    Coordinator10(Host host, Receiver receiver) {
        this.host = host;
        this.receiver = receiver;
        this.requests = new Assembly(receiver, "requests", MAX_REQUEST_BYTES, () -> receiver.flow(1));
    }

    @Override
    public void attach() {
        Coordinator target = new Coordinator();
        target.setCapabilities(CAPABILITIES.clone());
        receiver.setSource(receiver.getRemoteSource());
        receiver.setTarget(target);
        receiver.setSenderSettleMode(receiver.getRemoteSenderSettleMode());
        receiver.setReceiverSettleMode(ReceiverSettleMode.FIRST);
        receiver.open();
        receiver.flow(CREDIT);
    }

    @Override
    public void refuse(ErrorCondition reason) {
        if (over) {
            return;
        }
        Links.end(receiver, reason);
        gone(false);
    }

    @Override
    public void flow() {
        // How many requests the peer has changes nothing.
    }

    @Override
    public void delivery(Delivery delivery) {
        if (over) {
            return;
        }
        try {
            byte[] request = requests.take(delivery);
            if (request != null) {
                receiver.flow(1);
                take(delivery, request);
            }
        } catch (Refusal refusal) {
            refuse(refusal.condition());
        }
    }

    private void take(Delivery delivery, byte[] request) {
        try {
            Object asked = read(request);
            if (asked instanceof Declare declare) {
                declare(delivery, declare);
            } else if (asked instanceof Discharge discharge) {
                discharge(delivery, discharge);
            } else {
                throw Sections.malformed("neither declare nor discharge");
            }
        } catch (Refusal refusal) {
            reject(delivery, refusal.condition());
        }
    }

    private static Object read(byte[] request) {
        Sections sections = new Sections(request);
        while (sections.next()) {
            if (sections.code() == Sections.VALUE) {
                return Codec.read(AmqpValue.class, request, sections.start(), sections.end())
                        .getValue();
            }
        }
        throw Sections.malformed("a request has a value");
    }

    private void declare(Delivery delivery, Declare declare) {
        if (declare.getGlobalId() != null) {
            throw new Refusal(Conditions.NOT_IMPLEMENTED, "distributed transactions are not supported");
        }
        OpenTransaction transaction = host.transactions().declare();
        declared.add(transaction);
        Declared outcome = new Declared();
        outcome.setTxnId(transaction.id());
        answer(delivery, outcome);
    }

    private void discharge(Delivery delivery, Discharge discharge) {
        OpenTransaction transaction = host.transactions().require(discharge.getTxnId());
        host.transactions().close(transaction);
        declared.remove(transaction);
        if (Boolean.TRUE.equals(discharge.getFail())) {
            transaction.rollback(Nodes.answer(
                    done -> answer(delivery, Accepted.getInstance()),
                    reason -> reject(delivery, Conditions.of(reason))));
        } else {
            transaction.commit(Nodes.answer(
                    done -> answer(delivery, Accepted.getInstance()), reason -> reject(delivery, rolledBack(reason))));
        }
    }

    private static ErrorCondition rolledBack(BrokerException reason) {
        return Conditions.of(Conditions.ROLLED_BACK, "the transaction was rolled back: " + reason.getMessage());
    }

    private void reject(Delivery delivery, ErrorCondition reason) {
        Rejected rejected = new Rejected();
        rejected.setError(reason);
        answer(delivery, rejected);
    }

    private void answer(Delivery delivery, DeliveryState outcome) {
        if (!over) {
            delivery.disposition(outcome);
            delivery.settle();
        }
    }

    @Override
    public void gone(boolean forGood) {
        over = true;
        for (OpenTransaction left : List.copyOf(declared)) {
            host.transactions().close(left);
            left.rollback(Nodes.answer(done -> {}, reason -> {}));
        }
        declared.clear();
    }
}
