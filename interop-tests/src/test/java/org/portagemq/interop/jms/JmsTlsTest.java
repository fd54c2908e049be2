// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.interop.amqp091.tls.Certificates;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/** JMS over TLS: whom the client trusts, and who it shows to be. */
class JmsTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private Certificates authority;
    private PortageServer server;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = new Certificates("CN=authority of the tests");
        Certificates.write(folder.resolve("authority.pem"), authority.authority());
        store("trust.p12", null, null, authority.authority());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(Certificates.Signed certificate, Map<String, String> more) throws Exception {
        Certificates.write(folder.resolve("key.pem"), certificate.key());
        Certificates.write(folder.resolve("server.pem"), certificate.certificate());
        Map<String, String> settings = new HashMap<>(Map.of(
                "tls.certificate", folder.resolve("server.pem").toString(),
                "tls.key", folder.resolve("key.pem").toString(),
                "tls.client-authorities", folder.resolve("authority.pem").toString()));
        settings.putAll(more);
        server = PortageServer.start(ServerSetup.onFreePorts(folder.resolve("data"), settings));
    }

    private void store(String file, String name, PrivateKey key, X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (key == null) {
            store.setCertificateEntry("authority", certificate);
        } else {
            store.setKeyEntry(name, key, PASSWORD.toCharArray(), new X509Certificate[] {certificate});
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private PortageConnectionFactory factory(String host, String login, String options) {
        return new PortageConnectionFactory("portages://" + host + ":" + server.port("native") + "?" + login + options);
    }

    private static String guest() {
        return "jms.username=guest&jms.password=guest";
    }

    private String trust(String file) {
        return "&transport.trustStoreLocation=" + folder.resolve(file) + "&transport.trustStorePassword=" + PASSWORD;
    }

    private static void sendAndReceive(PortageConnectionFactory factory) {
        try (JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("q");
            // Larger than a record of TLS.
            String text = "x".repeat(100_000);
            context.createProducer().send(queue, text);
            assertEquals(text, context.createConsumer(queue).receiveBody(String.class, JmsBroker.PATIENCE));
        }
    }

    @Test
    void aClientTrustsTheAuthoritiesOfAStoreOrOfATextOrAllOfThem() throws Exception {
        start(authority.server(), Map.of());
        sendAndReceive(factory("127.0.0.1", guest(), trust("trust.p12")));
        sendAndReceive(factory("localhost", guest(), trust("authority.pem")));
        sendAndReceive(factory("localhost", guest(), "&transport.trustAll=true"));
    }

    @Test
    void whoIsNotTrustedOrHasAnotherNameIsNotTalkedTo() throws Exception {
        start(authority.issue("CN=x", new GeneralName(GeneralName.dNSName, "elsewhere.example")), Map.of());
        assertRefused(factory("127.0.0.1", guest(), ""), "certification path");
        assertRefused(factory("127.0.0.1", guest(), trust("trust.p12")), "127.0.0.1");
        sendAndReceive(factory("127.0.0.1", guest(), trust("trust.p12") + "&transport.verifyHost=false"));
    }

    @Test
    void aClientMayShowACertificateInPlaceOfAPassword() throws Exception {
        Certificates.Signed own = authority.issue("CN=guest");
        store("own.p12", "own", own.key(), own.certificate());
        start(authority.server(), Map.of("tls.client-certificate", "require", "tls.user-from", "cn"));
        String keys =
                "&transport.keyStoreLocation=" + folder.resolve("own.p12") + "&transport.keyStorePassword=" + PASSWORD;
        sendAndReceive(factory("127.0.0.1", "", trust("trust.p12") + keys));
        assertThrows(JMSRuntimeException.class, () -> factory("127.0.0.1", guest(), trust("trust.p12"))
                .createContext());
    }

    @Test
    void aConnectionIsMadeAgainWithTls() throws Exception {
        start(authority.server(), Map.of());
        try (CuttingProxy proxy = new CuttingProxy(server.port("native"))) {
            PortageConnectionFactory factory = new PortageConnectionFactory(
                    "portages://127.0.0.1:" + proxy.port() + "?" + guest() + trust("trust.p12"));
            try (JMSContext context = factory.createContext()) {
                proxy.cut();
                context.createProducer().send(context.createQueue("q"), "after");
                assertEquals(
                        "after",
                        context.createConsumer(context.createQueue("q")).receiveBody(String.class, JmsBroker.PATIENCE));
            }
        }
    }

    @Test
    void whatIsWrongIsSaidWithoutPasswords() throws Exception {
        start(authority.server(), Map.of());
        assertRefused(factory("127.0.0.1", guest(), trust("missing.p12")), "missing.p12");
        assertRefused(
                factory("127.0.0.1", guest(), "&transport.trustStore=x&transport.trustStorePassword=secret"),
                "transport.trustStore");
        assertRefused(
                new PortageConnectionFactory(
                        "portage://127.0.0.1:" + server.port("native") + "?transport.trustAll=true"),
                "portages://");
    }

    private static void assertRefused(PortageConnectionFactory factory, String word) throws IOException {
        JMSException refused = assertThrows(JMSException.class, () -> {
            try (Connection connection = factory.createConnection()) {
                connection.start();
            }
        });
        assertTrue(refused.getMessage().contains(word), refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }
}
