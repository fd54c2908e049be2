// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.server.junit.BrokerExtension;

/** The extension of JUnit as an application's tests use it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerExtensionTest {

    @RegisterExtension
    static final BrokerExtension OF_CLASS = new BrokerExtension();

    @RegisterExtension
    final BrokerExtension ofTest = new BrokerExtension().with("sessions.auto-create", "false");

    private static JMSContext context(String address) {
        return new PortageConnectionFactory(address).createContext();
    }

    @Test
    @Order(1)
    void oneIsThereForAllTestsOfTheClassAndOneForEachTest() {
        try (JMSContext context = context(OF_CLASS.networkAddress())) {
            context.createProducer().send(context.createQueue("kept"), "m");
        }
        try (JMSContext context = context(ofTest.address())) {
            Queue queue = context.createQueue("q");
            assertThrows(
                    JMSRuntimeException.class, () -> context.createProducer().send(queue, "m"), "as it was set");
        }
        assertTrue(ofTest.port("amqp") != OF_CLASS.port("amqp"));
    }

    @Test
    @Order(2)
    void whatATestLeftInThatOfTheClassIsThere() throws Exception {
        OF_CLASS.restart();
        try (JMSContext context = context(OF_CLASS.address())) {
            assertEquals(
                    "m",
                    context.createConsumer(context.createQueue("kept")).receiveBody(String.class, JmsBroker.PATIENCE));
        }
    }

    @Test
    void timeIsMovedForward() {
        try (JMSContext context = context(OF_CLASS.address())) {
            Queue queue = context.createQueue("later");
            Queue dies = context.createQueue("dies");
            context.createProducer().setDeliveryDelay(3_600_000).send(queue, "in an hour");
            context.createProducer().setTimeToLive(60_000).send(dies, "for a minute");
            JMSConsumer consumer = context.createConsumer(queue);
            assertNull(consumer.receiveNoWait());
            OF_CLASS.advance(Duration.ofMinutes(59));
            assertNull(consumer.receiveNoWait());
            assertNull(context.createConsumer(dies).receiveNoWait());
            OF_CLASS.advance(Duration.ofMinutes(2));
            assertNotNull(consumer.receive(JmsBroker.PATIENCE));
            assertThrows(IllegalArgumentException.class, () -> OF_CLASS.advance(Duration.ofMillis(-1)));
        }
    }

    @Test
    void whatIsNoSettingAndUseBeforeItRunsAreRefused() {
        assertThrows(IllegalStateException.class, new BrokerExtension()::address);
        assertThrows(
                IllegalArgumentException.class,
                () -> new BrokerExtension().with("no.setting", "1").beforeAll(null));
    }
}
