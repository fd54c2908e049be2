// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Outcome;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transaction.Coordinator;
import org.apache.qpid.proton.amqp.transaction.Declare;
import org.apache.qpid.proton.amqp.transaction.Declared;
import org.apache.qpid.proton.amqp.transaction.Discharge;
import org.apache.qpid.proton.amqp.transaction.TransactionalState;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions: part 4 of the standard. */
class TransactionTest extends SessionTest {

    private static final int COORDINATOR = 0;
    private static final int SENDER = 1;
    private static final int RECEIVER = 2;

    private Peer peer;
    private int nextId;

    @BeforeEach
    void attach() {
        peer = begun();
        peer.sender(COORDINATOR, new Coordinator());
        peer.sender(SENDER, "q");
    }

    private Object ask(Object request) {
        peer.send(0, peer.transfer(COORDINATOR, nextId++), Codec.write(new AmqpValue(request)));
        Disposition answer = peer.expect(Flow.class) == null ? null : peer.expect(Disposition.class);
        assertTrue(answer.getSettled());
        return answer.getState();
    }

    private Binary declare() {
        return ((Declared) ask(new Declare())).getTxnId();
    }

    private Object discharge(Binary id, boolean fail) {
        Discharge discharge = new Discharge();
        discharge.setTxnId(id);
        discharge.setFail(fail);
        return ask(discharge);
    }

    private static TransactionalState in(Binary id, Outcome outcome) {
        TransactionalState state = new TransactionalState();
        state.setTxnId(id);
        state.setOutcome(outcome);
        return state;
    }

    private Object send(Binary id, String text) {
        Transfer transfer = peer.transfer(SENDER, nextId++);
        transfer.setState(id == null ? null : in(id, null));
        peer.send(0, transfer, Peer.text(text));
        return peer.expect(Disposition.class).getState();
    }

    private void receive(int credit) {
        peer.receiver(RECEIVER, "q");
        peer.credit(RECEIVER, credit, 0, false);
    }

    private static void assertRejected(String condition, Object state) {
        assertEquals(condition, ((Rejected) state).getError().getCondition().toString());
    }

    @Test
    @Tag("amqp10.transaction.post")
    void whatIsSentIsVisibleWithTheCommit() {
        receive(9);
        Binary id = declare();
        TransactionalState taken = (TransactionalState) send(id, "text");
        assertEquals(id, taken.getTxnId());
        assertTrue(taken.getOutcome() instanceof Accepted);
        peer.expectNothing();
        peer.send(0, peer.transfer(COORDINATOR, nextId++), Codec.write(new AmqpValue(committing(id))));
        String text = null;
        Object state = null;
        for (Peer.Received next = peer.next(); next != null; next = peer.next()) {
            if (next.performative() instanceof Transfer) {
                text = Peer.text(next);
            } else if (next.performative() instanceof Disposition disposition) {
                state = disposition.getState();
            }
        }
        assertEquals("text", text);
        assertTrue(state instanceof Accepted);
    }

    private static Discharge committing(Binary id) {
        Discharge discharge = new Discharge();
        discharge.setTxnId(id);
        return discharge;
    }

    @Test
    @Tag("amqp10.transaction.post")
    void whatIsRolledBackIsNeverSeen() {
        Binary first = declare();
        Binary second = declare();
        send(first, "first");
        send(second, "second");
        assertTrue(discharge(first, true) instanceof Accepted);
        assertTrue(discharge(second, false) instanceof Accepted);
        receive(9);
        assertEquals("second", peer.text());
        peer.expectNothing();
    }

    @Test
    void anOutcomeThatIsNotSettledIsInForceWithTheCommitAndCanBeGivenAgainAfterARollback() {
        send(null, "text");
        receive(9);
        assertEquals("text", peer.text());
        Binary id = declare();
        peer.settle(Role.RECEIVER, 0, false, in(id, Accepted.getInstance()));
        assertTrue(discharge(id, true) instanceof Accepted);
        peer.expectNothing();
        Binary again = declare();
        peer.settle(Role.RECEIVER, 0, false, in(again, Accepted.getInstance()));
        peer.expectNothing();
        peer.send(0, peer.transfer(COORDINATOR, nextId++), Codec.write(new AmqpValue(committing(again))));
        int settled = 0;
        for (Peer.Received next = peer.next(); next != null; next = peer.next()) {
            if (next.performative() instanceof Disposition disposition) {
                assertTrue(disposition.getState() instanceof Accepted);
                assertTrue(disposition.getSettled());
                settled++;
            }
        }
        assertEquals(2, settled);
    }

    @Test
    @Tag("amqp10.transaction.retire")
    void whatWasSettledInATransactionThatIsRolledBackComesAgain() {
        send(null, "text");
        receive(9);
        assertEquals("text", peer.text());
        Binary id = declare();
        peer.settle(Role.RECEIVER, 0, true, in(id, Accepted.getInstance()));
        peer.send(0, peer.transfer(COORDINATOR, nextId++), Codec.write(new AmqpValue(rollingBack(id))));
        boolean again = false;
        for (Peer.Received next = peer.next(); next != null; next = peer.next()) {
            again |= next.performative() instanceof Transfer && Peer.text(next).equals("text");
        }
        assertTrue(again);
    }

    private static Discharge rollingBack(Binary id) {
        Discharge discharge = committing(id);
        discharge.setFail(true);
        return discharge;
    }

    @Test
    @Tag("amqp10.transaction.unknown")
    void anUnknownTransactionIsRefused() {
        Binary unknown = new Binary(new byte[] {9});
        assertRejected("amqp:transaction:unknown-id", discharge(unknown, false));
        assertRejected("amqp:transaction:unknown-id", send(unknown, "text"));
        Binary over = declare();
        discharge(over, false);
        assertRejected("amqp:transaction:unknown-id", discharge(over, false));
        send(null, "text");
        receive(1);
        assertEquals("text", peer.text());
        peer.settle(Role.RECEIVER, 0, true, in(unknown, Accepted.getInstance()));
        assertEquals(
                "amqp:transaction:unknown-id",
                peer.expect(Detach.class).getError().getCondition().toString());
    }

    @Test
    @Tag("amqp10.transaction.refused")
    void aMessageThatIsRefusedRollsItsTransactionBack() {
        Binary id = declare();
        send(id, "text");
        Transfer broken = peer.transfer(SENDER, nextId++);
        broken.setState(in(id, null));
        peer.send(0, broken, new byte[] {1, 2, 3});
        TransactionalState refused =
                (TransactionalState) peer.expect(Disposition.class).getState();
        assertRejected("amqp:decode-error", refused.getOutcome());
        assertRejected("amqp:transaction:rollback", discharge(id, false));
        receive(1);
        peer.expectNothing();
    }

    @Test
    @Tag("amqp10.transaction.many")
    void oneTransactionTooManyIsRefused() {
        for (int i = 0; i < 3; i++) {
            declare();
        }
        assertRejected("amqp:resource-limit-exceeded", ask(new Declare()));
    }

    @Test
    @Tag("amqp10.transaction.other")
    void whatIsNeitherDeclareNorDischargeIsRefused() {
        assertRejected("amqp:decode-error", ask("text"));
        Declare global = new Declare();
        global.setGlobalId(null);
        assertTrue(ask(global) instanceof Declared);
    }

    @Test
    void theEndOfTheCoordinatorsLinkRollsBack() {
        Binary id = declare();
        send(id, "text");
        Detach detach = new Detach();
        detach.setHandle(UnsignedInteger.valueOf(COORDINATOR));
        detach.setClosed(true);
        peer.send(0, detach);
        peer.expect(Detach.class);
        receive(1);
        peer.expectNothing();
        assertRejected("amqp:transaction:unknown-id", send(id, "text"));
    }
}
