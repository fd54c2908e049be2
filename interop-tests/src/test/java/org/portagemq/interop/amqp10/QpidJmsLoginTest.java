// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.portagemq.interop.amqp10.QpidJms.receive;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Mechanisms of login of Qpid's JMS client. */
class QpidJmsLoginTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("auth.prefer-scram", "true"));

    @RegisterExtension
    final QpidJms jms = new QpidJms(BROKER);

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"})
    void whoKnowsThePasswordIsLetIn(String mechanism) throws JMSException {
        String option = "&amqp.saslMechanisms=" + mechanism;
        Session session = jms.connect(option).createSession(Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue(BrokerExtension.name("login"));
        session.createProducer(queue).send(session.createTextMessage("in"));
        assertEquals("in", receive(session.createConsumer(queue)));
        assertThrows(
                JMSSecurityException.class,
                () -> jms.factory("wrong", option).createConnection().start());
    }

    @Test
    @Tag("amqp10.connect.mechanisms")
    void aMechanismThatIsNotOfferedIsNotUsed() {
        assertThrows(JMSSecurityException.class, () -> jms.factory("guest", "&amqp.saslMechanisms=CRAM-MD5")
                .createConnection()
                .start());
    }
}
