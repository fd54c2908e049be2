// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.Arrays;
import java.util.Optional;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;

/** Distributed transactions, as a transaction manager drives them. */
abstract class XaContractTest {

    abstract JmsBroker broker();

    private XAConnection connect() throws JMSException {
        XAConnection connection = broker().closedAfterTest(connection());
        connection.start();
        return connection;
    }

    private XAConnection connection() throws JMSException {
        return broker().xaFactory().createXAConnection();
    }

    private static Queue queue(Session session) throws JMSException {
        return session.createQueue(JmsBroker.name("xa"));
    }

    private static void send(Session session, Queue queue, String text) throws JMSException {
        session.createProducer(queue).send(session.createTextMessage(text));
    }

    private String remaining(Queue queue) throws JMSException {
        Session session = broker().connect().createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        StringBuilder texts = new StringBuilder();
        for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
            texts.append(((TextMessage) next).getText());
        }
        session.close();
        return texts.toString();
    }

    private void assertNothingComes(Queue queue, long ms) throws JMSException {
        Session session = broker().connect().createSession();
        assertNull(session.createConsumer(queue).receive(ms));
        session.close();
    }

    private static Optional<Xid> find(XAResource resource, Branch branch) throws XAException {
        return Arrays.stream(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .filter(each -> Arrays.equals(each.getGlobalTransactionId(), branch.getGlobalTransactionId()))
                .findFirst();
    }

    @Test
    void aPreparedBranchSurvivesARestartAndIsCommittedByAStranger() throws Exception {
        XAConnection connection = connection();
        connection.start();
        XASession session = connection.createXASession();
        Queue in = queue(session);
        Queue out = queue(session);
        send(broker().connect().createSession(), in, "i");
        Branch branch = new Branch();
        session.getXAResource().start(branch, XAResource.TMNOFLAGS);
        assertNotNull(session.createConsumer(in).receive(JmsBroker.PATIENCE));
        send(session, out, "o");
        session.getXAResource().end(branch, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_OK, session.getXAResource().prepare(branch));
        assertEquals("", remaining(in) + remaining(out));
        broker().restart();

        assertEquals("", remaining(in) + remaining(out));
        XAResource stranger = broker().closedAfterTest(broker().xaFactory().createXAConnection())
                .createXASession()
                .getXAResource();
        Xid found = find(stranger, branch).orElseThrow();
        assertEquals(branch.getFormatId(), found.getFormatId());
        assertArrayEquals(branch.getBranchQualifier(), found.getBranchQualifier());
        assertEquals(0, stranger.recover(XAResource.TMNOFLAGS).length, "the scan has told of all");
        stranger.commit(found, false);
        assertTrue(find(stranger, branch).isEmpty());
        assertEquals("o", remaining(in) + remaining(out));
        assertEquals(
                XAException.XAER_NOTA, assertThrows(XAException.class, () -> stranger.commit(found, false)).errorCode);
    }

    @Test
    void rollingBackAPreparedBranchMakesItsMessagesReadyAgain() throws Exception {
        XASession session = connect().createXASession();
        Queue queue = queue(session);
        send(broker().connect().createSession(), queue, "again");
        Branch branch = new Branch();
        session.getXAResource().start(branch, XAResource.TMNOFLAGS);
        MessageConsumer consumer = session.createConsumer(queue);
        assertNotNull(consumer.receive(JmsBroker.PATIENCE));
        send(session, queue, "never");
        session.getXAResource().end(branch, XAResource.TMSUCCESS);
        session.getXAResource().prepare(branch);
        consumer.close();
        session.getXAResource().rollback(branch);
        assertEquals("again", remaining(queue));
    }

    @Test
    void aBranchIsCommittedInOnePhaseAfterItsSessionWasClosed() throws Exception {
        XAConnection connection = connect();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        Queue in = queue(session);
        Queue out = queue(session);
        send(broker().connect().createSession(), in, "i");
        Branch branch = new Branch();
        resource.start(branch, XAResource.TMNOFLAGS);
        assertNotNull(session.createConsumer(in).receive(JmsBroker.PATIENCE));
        send(session, out, "o");
        session.close();
        resource.end(branch, XAResource.TMSUCCESS);
        resource.commit(branch, true);
        assertEquals("o", remaining(in) + remaining(out));
    }

    @Test
    void aBranchThatFailedIsRolledBackAndItsMessageComesAgain() throws Exception {
        XASession session = connect().createXASession();
        XAResource resource = session.getXAResource();
        Queue queue = queue(session);
        send(broker().connect().createSession(), queue, "m");
        MessageConsumer consumer = session.createConsumer(queue);
        Branch branch = new Branch();
        resource.start(branch, XAResource.TMNOFLAGS);
        assertNotNull(consumer.receive(JmsBroker.PATIENCE));
        resource.end(branch, XAResource.TMFAIL);
        assertEquals(
                XAException.XA_RBROLLBACK, assertThrows(XAException.class, () -> resource.prepare(branch)).errorCode);
        Message again = consumer.receive(JmsBroker.PATIENCE);
        assertTrue(again.getJMSRedelivered(), "and is acknowledged outside of a branch");
        session.close();
        assertEquals("", remaining(queue));
    }

    @Test
    void wrongOrderGetsTheCodesOfTheStandard() throws Exception {
        XAConnection connection = connect();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        Branch branch = new Branch();
        assertCode(XAException.XAER_NOTA, () -> resource.end(branch, XAResource.TMSUCCESS));
        assertCode(XAException.XAER_NOTA, () -> resource.rollback(branch));
        resource.start(branch, XAResource.TMNOFLAGS);
        assertCode(XAException.XAER_PROTO, () -> resource.prepare(branch));
        assertCode(XAException.XAER_PROTO, () -> resource.start(new Branch(), XAResource.TMNOFLAGS));
        assertThrows(TransactionInProgressException.class, session::commit);
        resource.end(branch, XAResource.TMSUCCESS);
        assertCode(XAException.XAER_DUPID, () -> resource.start(branch, XAResource.TMNOFLAGS));
        assertCode(XAException.XAER_PROTO, () -> resource.commit(branch, false));
        assertEquals(XAResource.XA_RDONLY, resource.prepare(branch));
        assertTrue(resource.isSameRM(connection.createXASession().getXAResource()));
        assertFalse(resource.isSameRM(connect().createXASession().getXAResource()));
        assertCode(XAException.XAER_NOTA, () -> resource.forget(branch));
        assertNull(session.createConsumer(queue(session)).receiveNoWait());
    }

    @Test
    void aBranchThatIsNotPreparedInTimeIsRolledBack() throws Exception {
        XASession session = connect().createXASession();
        XAResource resource = session.getXAResource();
        assertEquals(0, resource.getTransactionTimeout());
        assertCode(XAException.XAER_INVAL, () -> resource.setTransactionTimeout(-1));
        assertTrue(resource.setTransactionTimeout(1));
        assertEquals(1, resource.getTransactionTimeout());
        Queue in = queue(session);
        Queue out = queue(session);
        send(broker().connect().createSession(), in, "i");
        Branch late = new Branch();
        resource.start(late, XAResource.TMNOFLAGS);
        MessageConsumer consumer = session.createConsumer(in);
        assertNotNull(consumer.receive(JmsBroker.PATIENCE));
        send(session, out, "never");
        assertNothingComes(out, 1_500);
        send(session, out, "neither");
        resource.end(late, XAResource.TMSUCCESS);
        assertCode(XAException.XA_RBTIMEOUT, () -> resource.prepare(late));
        assertTrue(consumer.receive(JmsBroker.PATIENCE).getJMSRedelivered());

        Branch inTime = new Branch();
        resource.start(inTime, XAResource.TMNOFLAGS);
        send(session, out, "o");
        resource.end(inTime, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_OK, resource.prepare(inTime));
        assertNothingComes(out, 1_500);
        resource.commit(inTime, false);
        session.close();
        assertEquals("o", remaining(in) + remaining(out));
    }

    private interface Step {
        void run() throws XAException;
    }

    private static void assertCode(int code, Step step) {
        assertEquals(code, assertThrows(XAException.class, step::run).errorCode);
    }
}
