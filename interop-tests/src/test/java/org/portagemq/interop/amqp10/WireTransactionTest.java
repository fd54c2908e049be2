// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.portagemq.interop.amqp10.Wire.attachReceiver;
import static org.portagemq.interop.amqp10.Wire.credit;
import static org.portagemq.interop.amqp10.Wire.done;
import static org.portagemq.interop.amqp10.Wire.receiver;
import static org.portagemq.interop.amqp10.Wire.sender;
import static org.portagemq.interop.amqp10.Wire.store;
import static org.portagemq.interop.amqp10.Wire.transfer;

import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.apache.qpid.protonj2.test.driver.actions.AttachInjectAction;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Accepted;
import org.apache.qpid.protonj2.test.driver.codec.primitives.Binary;
import org.apache.qpid.protonj2.test.driver.codec.transactions.Declared;
import org.apache.qpid.protonj2.test.driver.codec.transactions.TransactionalState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Part 4 of the standard, transactions, frame by frame. */
class WireTransactionTest {

    private static final int COORDINATOR = 9;

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final Wire wire = new Wire(BROKER);

    private ProtonTestClient peer;
    private String queue;
    /** Of the next message or request. */
    private int id;

    @BeforeEach
    void attachCoordinator() throws Exception {
        peer = wire.begun();
        queue = BrokerExtension.name("wire");
        peer.expectAttach().ofReceiver();
        peer.expectFlow();
        AttachInjectAction attach = Wire.attachSender(peer, COORDINATOR);
        attach.withCoordinator().withCapabilities("amqp:local-transactions").and();
        attach.now();
        done(peer);
    }

    private Binary declare() {
        Binary[] declared = new Binary[1];
        peer.expectFlow().withHandle(0);
        peer.expectDisposition()
                .withSettled(true)
                .withCapture(disposition -> declared[0] = ((Declared) disposition.getState()).getTxnId());
        peer.remoteDeclare()
                .withHandle(COORDINATOR)
                .withDeliveryId(id)
                .withDeliveryTag(new byte[] {(byte) id})
                .onChannel(0)
                .now();
        id++;
        done(peer);
        return declared[0];
    }

    private void discharge(Binary transaction, boolean fail) {
        peer.remoteDischarge()
                .withTxnId(transaction)
                .withFail(fail)
                .withHandle(COORDINATOR)
                .withDeliveryId(id)
                .withDeliveryTag(new byte[] {(byte) id})
                .onChannel(0)
                .now();
        id++;
        done(peer);
    }

    private void post(Binary transaction, String text) {
        peer.expectDisposition()
                .withSettled(true)
                .withPredicate(each -> each.getState() instanceof TransactionalState state
                        && state.getTxnId().equals(transaction)
                        && state.getOutcome() instanceof Accepted);
        transfer(peer, 0, id, text)
                .withState(new TransactionalState().setTxnId(transaction))
                .now();
        id++;
        done(peer);
    }

    /** Gives credit for one message and takes it back: nothing comes that was not there. */
    private static void drain(ProtonTestClient peer, int handle) {
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(1_000)
                .withNextOutgoingId(0)
                .withOutgoingWindow(1_000)
                .withHandle(handle)
                .withDeliveryCount(0)
                .withLinkCredit(1)
                .withDrain(true)
                .onChannel(0)
                .now();
    }

    @Test
    @Tag("amqp10.transaction.declare")
    void whatIsPostedComesWithItsDischarge() {
        sender(peer, 0, queue);
        Binary transaction = declare();
        post(transaction, "text");
        receiver(peer, 1, queue);
        peer.expectFlow().withDrain(true).withLinkCredit(0);
        drain(peer, 1);
        done(peer);
        peer.expectFlow().withHandle(0);
        peer.expectDisposition().withSettled(true).withState().accepted();
        discharge(transaction, false);
        peer.expectTransfer().withDeliveryId(0);
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(1_000)
                .withNextOutgoingId(0)
                .withOutgoingWindow(1_000)
                .withHandle(1)
                .withDeliveryCount(1)
                .withLinkCredit(1)
                .onChannel(0)
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.transaction.retire")
    void whatIsRetiredIsGoneWithItsDischargeAndBackWithAFailedOne() {
        sender(peer, 0, queue);
        store(peer, 0, id++, "text");
        receiver(peer, 1, queue);
        peer.expectTransfer().withDeliveryId(0);
        credit(peer, 1, 10);
        done(peer);
        Binary transaction = declare();
        peer.remoteDisposition()
                .withRole(true)
                .withFirst(0)
                .withSettled(true)
                .withState(new TransactionalState().setTxnId(transaction).setOutcome(new Accepted()))
                .onChannel(0)
                .now();
        peer.expectFlow().withHandle(0);
        peer.expectDisposition().withSettled(true).withState().accepted();
        peer.expectTransfer().withDeliveryId(1);
        discharge(transaction, true);
    }

    @Test
    @Tag("amqp10.transaction.unknown")
    void anUnknownTransactionIsRejected() {
        peer.expectFlow().withHandle(0);
        Wire.expectRejected(peer, "amqp:transaction:unknown-id");
        discharge(new Binary(new byte[] {1, 2, 3}), false);
        sender(peer, 0, queue);
        Wire.expectRejected(peer, "amqp:transaction:unknown-id");
        transfer(peer, 0, id, "text")
                .withState(new TransactionalState().setTxnId(new Binary(new byte[] {1, 2, 3})))
                .now();
        done(peer);
    }

    @Test
    @Tag("amqp10.transaction.end")
    void aTransactionEndsWithTheLinkThatDeclaredIt() {
        sender(peer, 0, queue);
        Binary transaction = declare();
        post(transaction, "never");
        peer.expectDetach();
        peer.remoteDetach()
                .withHandle(COORDINATOR)
                .withClosed(true)
                .onChannel(0)
                .now();
        done(peer);
        store(peer, 0, id++, "text");
        peer.expectAttach().ofSender();
        peer.expectTransfer().withDeliveryId(0);
        attachReceiver(peer, 1, queue).now();
        credit(peer, 1, 1);
        done(peer);
    }
}
