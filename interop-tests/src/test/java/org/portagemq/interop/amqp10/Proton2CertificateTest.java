// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp10.Proton2.PATIENCE_MS;
import static org.portagemq.interop.amqp10.Proton2.next;
import static org.portagemq.interop.amqp10.Proton2.outcome;
import static org.portagemq.interop.amqp10.Proton2.text;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.ConnectionOptions;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.exceptions.ClientConnectionSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.interop.amqp091.tls.BrokerWithTls;
import org.portagemq.interop.amqp091.tls.Certificates;

/** AMQP 1.0 over TLS with a certificate as the login (EXTERNAL), with Qpid's client protonj2. */
class Proton2CertificateTest extends BrokerWithTls {

    private final Client client = Client.create();

    @AfterEach
    void close() {
        client.close();
    }

    /** A connection that logs in with this certificate, or tries to log in without any. */
    private Connection external(Certificates.Signed shown) throws Exception {
        ConnectionOptions options = new ConnectionOptions()
                .openTimeout(PATIENCE_MS)
                .closeTimeout(PATIENCE_MS)
                .sendTimeout(PATIENCE_MS)
                .requestTimeout(PATIENCE_MS);
        options.saslOptions().addAllowedMechanism("EXTERNAL");
        options.sslOptions().sslEnabled(true).sslContextOverride(authority.client(shown));
        return client.connect("127.0.0.1", server.port("amqps"), options);
    }

    private static DeliveryState sendAs(String user, Sender sender) throws Exception {
        return outcome(sender.send(Message.create("by " + user).userId(user.getBytes(StandardCharsets.UTF_8))));
    }

    private static Throwable refusal(Connection connection) {
        return assertThrows(
                        ExecutionException.class, () -> connection.openFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS))
                .getCause();
    }

    @Test
    @Tag("amqp10.connect.external")
    void aCertificateLetsInTheUserThatItNames() throws Exception {
        start(Map.of("tls.client-certificate", "require"));
        user("CN=ann,O=orders");

        Connection connection = external(authority.issue("O=orders,CN=ann"));

        Sender sender = connection.openSender("q");
        assertTrue(sendAs("CN=ann,O=orders", sender).isAccepted());
        assertEquals("by CN=ann,O=orders", text(next(connection.openReceiver("q"))));
    }

    @Test
    @Tag("amqp10.connect.external")
    void whoHasShownACertificateIsNobodyElse() throws Exception {
        start(Map.of("tls.client-certificate", "require", "tls.user-from", "cn"));
        user("ann");
        user("bob");
        Sender sender = external(authority.issue("CN=ann")).openSender("q");

        assertTrue(sendAs("ann", sender).isAccepted());
        DeliveryState refused = sendAs("bob", sender);

        assertEquals(DeliveryState.Type.REJECTED, refused.getType());
    }

    @Test
    void aCertificateOfNoUserLetsNobodyIn() throws Exception {
        start(Map.of("tls.client-certificate", "require", "tls.user-from", "cn"));

        Throwable refusal = refusal(external(authority.issue("CN=nobody")));

        assertTrue(refusal instanceof ClientConnectionSecurityException, refusal::toString);
    }

    @Test
    void externalIsNotOfferedToWhoHasShownNothing() throws Exception {
        start(Map.of("tls.client-certificate", "request"));

        Throwable refusal = refusal(external(null));

        assertTrue(refusal instanceof ClientConnectionSecurityException, refusal::toString);
    }
}
