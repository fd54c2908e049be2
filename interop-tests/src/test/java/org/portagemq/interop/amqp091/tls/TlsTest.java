// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.SaslConfig;
import com.rabbitmq.client.SaslMechanism;
import com.rabbitmq.client.impl.LongStringHelper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.interop.amqp091.Eventually;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.slf4j.LoggerFactory;

/** AMQP over TLS, and logins by certificate or without any. */
class TlsTest extends BrokerWithTls {

    private static final int PATIENCE_MS = 20_000;
    private static final Logger SERVER_LOG = (Logger) LoggerFactory.getLogger(PortageServer.class);

    private AppenderBase<ILoggingEvent> errors;

    @AfterEach
    void hearNoMore() {
        if (errors != null) {
            SERVER_LOG.detachAppender(errors);
        }
    }

    /** Counts down when the server logs an error that holds these words. */
    private CountDownLatch onError(String words) {
        CountDownLatch logged = new CountDownLatch(1);
        errors = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel() == Level.ERROR
                        && event.getFormattedMessage().contains(words)) {
                    logged.countDown();
                }
            }
        };
        errors.start();
        SERVER_LOG.addAppender(errors);
        return logged;
    }

    private ConnectionFactory factory(SSLContext context) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port("amqps"));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setHandshakeTimeout(PATIENCE_MS);
        factory.setChannelRpcTimeout(PATIENCE_MS);
        factory.useSslProtocol(context);
        factory.enableHostnameVerification();
        return factory;
    }

    private static void work(Connection connection, int bodyBytes) throws Exception {
        Channel channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        for (int i = 0; i < 20; i++) {
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[bodyBytes]);
        }
        channel.waitForConfirmsOrDie(PATIENCE_MS);
        for (int i = 0; i < 20; i++) {
            assertEquals(bodyBytes, channel.basicGet(queue, true).getBody().length);
        }
    }

    @Test
    @Tag("amqp091.connection.tls")
    void clientThatTrustsTheAuthorityWorksAsEver() throws Exception {
        start(Map.of());

        try (Connection connection = factory(authority.client(null)).newConnection()) {
            work(connection, 200_000);
        }
    }

    @Test
    void clientOfAnotherAuthorityDoesNotConnect() throws Exception {
        start(Map.of());
        SSLContext stranger = new Certificates("CN=another authority").client(null);

        assertThrows(SSLException.class, () -> factory(stranger).newConnection());
    }

    @Test
    void secureListenerIsOffWithoutACertificate() throws Exception {
        server = PortageServer.start(ServerSetup.onFreePorts(folder.resolve("data")));

        assertThrows(IllegalArgumentException.class, () -> server.port("amqps"));
    }

    @Test
    void keyThatDoesNotExistIsNamedAtTheStart() throws Exception {
        Files.delete(folder.resolve("key.pem"));

        IOException refusal = assertThrows(IOException.class, () -> start(Map.of()));

        assertTrue(refusal.getMessage().contains("tls.key: cannot read the file"), refusal::getMessage);
    }

    @Test
    void onlyAsNewAVersionAsIsSetIsSpoken() throws Exception {
        start(Map.of("tls.oldest-version", "tls1_3"));
        try (SSLSocket socket = raw(authority.client(null))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThrows(SSLException.class, socket::startHandshake);
        }
        try (SSLSocket socket = raw(authority.client(null))) {
            socket.startHandshake();
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
        }
    }

    @Test
    @Tag("amqp091.connection.tls")
    void olderVersionsThanEverAreNotSpoken() throws Exception {
        start(Map.of());
        try (SSLSocket socket = raw(authority.client(null))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertEquals("TLSv1.2", socket.getSession().getProtocol());
        }
    }

    @Test
    void clientThatDoesNotShakeHandsIsCutOff() throws Exception {
        start(Map.of("tls.handshake-timeout", "200ms"));
        try (Socket silent = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port("amqps"))) {
            silent.setSoTimeout(PATIENCE_MS);
            assertEquals(-1, silent.getInputStream().read());
        }
    }

    @Test
    @Tag("amqp091.connection.tls")
    void newCertificateIsUsedWithoutARestart() throws Exception {
        start(Map.of());
        Certificates next = new Certificates("CN=next authority");
        try (Connection before = factory(authority.client(null)).newConnection()) {
            useServerCertificate(next.server());

            eventually("the new certificate is shown", () -> {
                try (SSLSocket socket = raw(next.client(null))) {
                    socket.startHandshake();
                    return true;
                } catch (SSLException old) {
                    return false;
                }
            });
            work(before, 100);
        }
    }

    @Test
    void brokenNewCertificateLeavesTheOldOneInUse() throws Exception {
        start(Map.of());
        CountDownLatch tried = onError("TLS cannot be used");
        Files.writeString(folder.resolve("server.pem"), "broken");
        Eventually.await(tried, "the server has read the broken file");

        try (Connection connection = factory(authority.client(null)).newConnection()) {
            work(connection, 100);
        }
    }

    @Test
    @Tag("amqp091.connection.external")
    void certificateIsALoginWithoutPassword() throws Exception {
        start(Map.of("tls.client-certificate", "require"));
        user("CN=ann,O=orders");
        ConnectionFactory factory = factory(authority.client(authority.issue("O=orders,CN=ann")));
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);

        try (Connection connection = factory.newConnection()) {
            work(connection, 10);
        }
    }

    @Test
    @Tag("amqp091.connection.external")
    void alternativeNameMayBeTheUser() throws Exception {
        start(Map.of("tls.client-certificate", "request", "tls.user-from", "san_dns"));
        user("orders.example.org");
        GeneralName alternative = new GeneralName(GeneralName.dNSName, "orders.example.org");
        ConnectionFactory factory = factory(authority.client(authority.issue("CN=whatever", alternative)));
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);

        try (Connection connection = factory.newConnection()) {
            work(connection, 10);
        }
    }

    @Test
    @Tag("amqp091.connection.external")
    void certificateOfNoUserIsRefused() throws Exception {
        start(Map.of("tls.client-certificate", "require", "tls.user-from", "cn"));
        ConnectionFactory factory = factory(authority.client(authority.issue("CN=nobody")));
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);

        assertThrows(AuthenticationFailureException.class, factory::newConnection);
    }

    @Test
    void certificateOfAnotherAuthorityWithTheNameOfAUserIsRefused() throws Exception {
        start(Map.of("tls.client-certificate", "request", "tls.user-from", "cn"));
        user("ann");
        Certificates.Signed forged = new Certificates("CN=authority of the tests").issue("CN=ann");
        ConnectionFactory factory = factory(authority.client(forged));
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);

        assertThrows(IOException.class, factory::newConnection);
    }

    @Test
    void requiredCertificateThatIsNotShownEndsTheConnection() throws Exception {
        start(Map.of("tls.client-certificate", "require"));

        assertThrows(IOException.class, () -> factory(authority.client(null)).newConnection());
    }

    @Test
    @Tag("amqp091.connection.external")
    void externalIsNotOfferedToWhoHasShownNothing() throws Exception {
        start(Map.of("tls.client-certificate", "request"));
        ConnectionFactory factory = factory(authority.client(null));
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);

        // The client sees that its mechanism is not on offer.
        assertThrows(IOException.class, factory::newConnection);
    }

    @Test
    @Tag("amqp091.connection.anonymous")
    void anonymousIsAdmittedOnlyWhereAUserIsSetForIt() throws Exception {
        start(Map.of("auth.anonymous-user", "guest"));
        ConnectionFactory factory = factory(authority.client(null));
        factory.setSaslConfig(anonymous());

        try (Connection connection = factory.newConnection()) {
            assertNotNull(connection.createChannel());
        }
        server.close();
        start(Map.of());
        ConnectionFactory refused = factory(authority.client(null));
        refused.setSaslConfig(anonymous());
        assertThrows(PossibleAuthenticationFailureException.class, refused::newConnection);
    }

    private static SaslConfig anonymous() {
        return offered -> new SaslMechanism() {
            @Override
            public String getName() {
                return "ANONYMOUS";
            }

            @Override
            public LongString handleChallenge(LongString challenge, String name, String password) {
                return LongStringHelper.asLongString("trace");
            }
        };
    }

    private SSLSocket raw(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port("amqps"));
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }
}
