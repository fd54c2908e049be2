// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jboss.narayana.jta.jms.JmsXAResourceRecoveryHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Narayana as the transaction manager: two connections in one transaction, and one that fails between its phases. */
class NarayanaTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    @TempDir
    static Path store;

    private static TransactionManager manager;

    @BeforeAll
    static void configure() {
        for (String name : List.of("default", "communicationStore", "stateStore")) {
            ObjectStoreEnvironmentBean bean = name.equals("default")
                    ? arjPropertyManager.getObjectStoreEnvironmentBean()
                    : BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name);
            bean.setObjectStoreDir(store.toString());
        }
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryBackoffPeriod(1);
        manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    private static XAConnection connect() throws JMSException {
        XAConnection connection = BROKER.closedAfterTest(BROKER.xaFactory().createXAConnection());
        connection.start();
        return connection;
    }

    private static Queue filled(String text) throws JMSException {
        Session session = BROKER.connect().createSession();
        Queue queue = session.createQueue(JmsBroker.name("narayana"));
        if (text != null) {
            session.createProducer(queue).send(session.createTextMessage(text));
        }
        return queue;
    }

    private static String only(Queue queue) throws JMSException {
        try (Session session = BROKER.connect().createSession();
                MessageConsumer consumer = session.createConsumer(queue)) {
            Message message = consumer.receiveNoWait();
            assertNull(consumer.receiveNoWait());
            return message == null ? null : ((TextMessage) message).getText();
        }
    }

    /** Receives from one queue and sends to the other, in one transaction over two connections. */
    private static void move(XASession from, Queue in, XASession to, Queue out, XAResource last) throws Exception {
        manager.begin();
        manager.getTransaction().enlistResource(from.getXAResource());
        manager.getTransaction().enlistResource(last);
        assertNotNull(from.createConsumer(in).receive(JmsBroker.PATIENCE));
        to.createProducer(out).send(to.createTextMessage("moved"));
    }

    @Test
    void aTransactionOverTwoConnectionsTakesEffectAsAWhole() throws Exception {
        for (boolean commit : new boolean[] {true, false}) {
            Queue in = filled("m");
            Queue out = filled(null);
            XASession from = connect().createXASession();
            XASession to = connect().createXASession();
            move(from, in, to, out, to.getXAResource());
            if (commit) {
                manager.commit();
            } else {
                manager.rollback();
            }
            from.close();
            to.close();
            assertEquals(commit ? null : "m", only(in));
            assertEquals(commit ? "moved" : null, only(out));
        }
    }

    @Test
    void itsRecoveryCommitsWhatWasPreparedWhenTheCommitDidNotArrive() throws Exception {
        Queue in = filled("m");
        Queue out = filled(null);
        XASession from = connect().createXASession();
        XASession to = connect().createXASession();
        move(from, in, to, out, new LosingCommit(to.getXAResource()));
        manager.commit();
        assertNull(only(out), "the commit was lost on its way");

        XARecoveryModule branches = new XARecoveryModule();
        branches.addXAResourceRecoveryHelper(new JmsXAResourceRecoveryHelper(BROKER.xaFactory()));
        recoveryPropertyManager
                .getRecoveryEnvironmentBean()
                .setRecoveryModules(List.of(new AtomicActionRecoveryModule(), branches));
        RecoveryManager recovery = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
        String arrived = null;
        for (int scan = 0; scan < 5 && arrived == null; scan++) {
            recovery.scan();
            arrived = only(out);
        }
        assertEquals("moved", arrived);
        assertNull(only(in));
    }

    /** The resource as it is, but that the manager's commit does not get through, as when the connection breaks. */
    private record LosingCommit(XAResource resource) implements XAResource {

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            XAException lost = new XAException("the connection broke");
            lost.errorCode = XAException.XAER_RMFAIL;
            throw lost;
        }

        @Override
        public void start(Xid xid, int flags) throws XAException {
            resource.start(xid, flags);
        }

        @Override
        public void end(Xid xid, int flags) throws XAException {
            resource.end(xid, flags);
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            return resource.prepare(xid);
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            resource.rollback(xid);
        }

        @Override
        public void forget(Xid xid) throws XAException {
            resource.forget(xid);
        }

        @Override
        public Xid[] recover(int flags) throws XAException {
            return resource.recover(flags);
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public int getTransactionTimeout() throws XAException {
            return resource.getTransactionTimeout();
        }

        @Override
        public boolean setTransactionTimeout(int seconds) throws XAException {
            return resource.setTransactionTimeout(seconds);
        }
    }
}
