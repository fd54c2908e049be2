// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp10.Proton2.PATIENCE_MS;
import static org.portagemq.interop.amqp10.Proton2.next;
import static org.portagemq.interop.amqp10.Proton2.send;
import static org.portagemq.interop.amqp10.Proton2.text;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.exceptions.ClientConnectionRemotelyClosedException;
import org.apache.qpid.protonj2.client.exceptions.ClientConnectionSecurityException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.Eventually;

/** Logins, and connections that are lost and come back, with Qpid's client protonj2. */
class Proton2ConnectionTest {

    private static final int PORT = freePort();

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(
            Map.of("auth.prefer-scram", "true", "auth.anonymous-user", "guest", "amqp.port", Integer.toString(PORT)));

    @RegisterExtension
    final Proton2 proton = new Proton2(BROKER);

    /** A server that comes back has to come back where it was. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN", "ANONYMOUS"})
    void eachMechanismLetsIn(String mechanism) throws Exception {
        Connection connection = proton.connect(
                BrokerExtension.name("login"), options -> options.saslOptions().addAllowedMechanism(mechanism));
        String queue = BrokerExtension.name("p2");
        send(connection.openSender(queue), "in");
        assertEquals("in", text(next(connection.openReceiver(queue))));
        assertTrue(Arrays.asList(connection.offeredCapabilities()).contains("ANONYMOUS-RELAY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"})
    void aWrongPasswordLetsNobodyIn(String mechanism) throws Exception {
        Connection connection = proton.connect(
                BrokerExtension.name("login"),
                options -> options.password("wrong").saslOptions().addAllowedMechanism(mechanism));
        Exception refusal =
                assertThrows(Exception.class, () -> connection.openFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS));
        assertTrue(refusal.getCause() instanceof ClientConnectionSecurityException, refusal::toString);
    }

    @Test
    @Tag("amqp10.connect.refused")
    void aNamespaceThatIsNotThereIsNotEntered() throws Exception {
        Connection connection =
                proton.connect(BrokerExtension.name("vhost"), options -> options.virtualHost("vhost:none"));
        // The client takes itself for connected until the reason comes.
        Exception refusal = assertThrows(
                Exception.class,
                () -> connection.openReceiver("q").openFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS));
        Throwable cause = refusal instanceof ExecutionException ? refusal.getCause() : refusal;
        assertTrue(
                cause instanceof ClientConnectionRemotelyClosedException closed
                        && closed.getErrorCondition().condition().equals("amqp:not-found"),
                refusal::toString);
    }

    @Test
    @Tag("amqp10.connect.reconnect")
    void aClientThatReconnectsGoesOnWithItsLinks() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        Connection connection = proton.connect(BrokerExtension.name("reconnect"), options -> {
            options.reconnectedHandler((same, event) -> back.countDown());
            options.reconnectOptions().reconnectEnabled(true).reconnectDelay(10).maxReconnectDelay(100);
        });
        String queue = BrokerExtension.name("p2");
        Sender sender = connection.openSender(queue);
        Receiver receiver = connection.openReceiver(queue);
        for (String text : List.of("1", "2")) {
            send(sender, text);
            assertEquals(text, text(next(receiver)));
        }
        BROKER.restart();
        Eventually.await(back, "the client is back");
        send(sender, "3");
        assertEquals("3", text(next(receiver)));
    }
}
