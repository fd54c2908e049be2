// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.interop.amqp091.tls.Certificates;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/** STOMP over TLS, on a socket and in a WebSocket. */
class StompTlsTest {

    @TempDir
    private Path folder;

    private Certificates authority;
    private PortageServer server;

    @BeforeEach
    void start() throws Exception {
        authority = new Certificates("CN=authority of the tests");
        Certificates.Signed own = authority.server();
        Certificates.write(folder.resolve("key.pem"), own.key());
        Certificates.write(folder.resolve("server.pem"), own.certificate());
        Certificates.write(folder.resolve("clients.pem"), authority.authority());
        server = PortageServer.start(ServerSetup.onFreePorts(
                folder.resolve("data"),
                Map.of(
                        "tls.certificate", folder.resolve("server.pem").toString(),
                        "tls.key", folder.resolve("key.pem").toString(),
                        "tls.client-authorities", folder.resolve("clients.pem").toString(),
                        "tls.client-certificate", "request",
                        "tls.user-from", "cn")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StompSocket socket(SSLContext context) throws Exception {
        return new StompSocket(context.getSocketFactory().createSocket("127.0.0.1", server.port("stomps")));
    }

    @Test
    void aClientSendsAndReceivesOverTls() throws Exception {
        try (StompSocket client = socket(authority.client(null))) {
            client.send(StompSocket.connect("1.2"));
            client.expect("CONNECTED");
            client.send(StompSocket.subscribe("s", "/queue/secret", ""));
            client.expect("RECEIPT");
            client.send("SEND\ndestination:/queue/secret\n\nwhispered^@");
            assertEquals("whispered", StompSocket.body(client.expect("MESSAGE")));
        }
    }

    @Test
    void aCertificateIsALogin() throws Exception {
        try (StompSocket client = socket(authority.client(authority.issue("CN=guest")))) {
            client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n^@");
            client.expect("CONNECTED");
        }
    }

    @Test
    void withoutACertificateALoginIsNeeded() throws Exception {
        try (StompSocket client = socket(authority.client(null))) {
            client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n^@");
            client.expect("ERROR");
        }
    }

    @Test
    void aBrowserSendsAndReceivesInASecureWebSocket() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().sslContext(authority.client(null)).build();
        String uri = "wss://127.0.0.1:" + server.port("wss") + "/ws";
        try (WebSocketPeer client = new WebSocketPeer(http, uri, new String[] {"v12.stomp"})) {
            client.send(StompSocket.connect("1.2"));
            client.expect("CONNECTED");
            client.send(StompSocket.subscribe("s", "/topic/secret", ""));
            client.expect("RECEIPT");
            client.send("SEND\ndestination:/topic/secret\n\nwhispered^@");
            assertEquals("whispered", StompSocket.body(client.expect("MESSAGE")));
        }
    }
}
