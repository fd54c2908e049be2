// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.ClientBuilder;
import org.portagemq.client.PortageClient;
import org.portagemq.client.config.Tls;
import org.portagemq.client.error.ConnectionException;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.interop.amqp091.tls.Certificates;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/** Connections with TLS, and whom a client trusts. */
class EncryptionTest {

    @TempDir
    private Path folder;

    private PortageServer server;

    @BeforeEach
    void start() throws Exception {
        Certificates authority = new Certificates("CN=authority of the tests");
        Certificates.Signed own = authority.server();
        Certificates.write(folder.resolve("authority.pem"), authority.authority());
        Certificates.write(folder.resolve("key.pem"), own.key());
        Certificates.write(folder.resolve("server.pem"), own.certificate());
        server = PortageServer.start(ServerSetup.onFreePorts(
                folder.resolve("data"),
                Map.of(
                        "tls.certificate",
                        folder.resolve("server.pem").toString(),
                        "tls.key",
                        folder.resolve("key.pem").toString())));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ClientBuilder client() {
        return PortageClient.builder()
                .endpoints("portages://127.0.0.1:" + server.port("namesrv"))
                .startupTimeout(Duration.ofSeconds(20))
                .requestTimeout(Duration.ofSeconds(20));
    }

    @Test
    void aClientThatTrustsTheAuthoritySendsAndConsumes() {
        try (PortageClient client =
                client().tls(Tls.trusting(folder.resolve("authority.pem"))).open()) {
            String topic = Waiting.name("T");
            client.newProducer().open().send(Message.to(topic).text("encrypted").build());
            var consumer = client.newSimpleConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(topic, Filter.all())
                    .open();
            assertEquals(
                    "encrypted",
                    consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow().text());
        }
    }

    @Test
    void aClientThatDoesNotTrustItDoesNotConnect() {
        assertThrows(ConnectionException.class, () -> client().open());
        assertThrows(IllegalArgumentException.class, () -> Tls.trusting(folder.resolve("key.pem")));
    }
}
