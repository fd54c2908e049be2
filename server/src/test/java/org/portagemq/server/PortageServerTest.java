// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortageServerTest {

    private static final int WAIT_MILLIS = 30_000;

    @TempDir
    private Path data;

    @Test
    void aServerListensForEachProtocolAndIsHealthy() throws Exception {
        try (PortageServer server = PortageServer.start(ServerSetup.onFreePorts(data))) {
            assertEquals('A', firstByteOfAnswer(server.port("amqp"), "HELLO!!!"));
            assertEquals(200, get(server, "/api/health").statusCode());
            HttpResponse<String> metrics = get(server, "/metrics");
            assertEquals(200, metrics.statusCode(), metrics.body());
            assertTrue(metrics.body().contains("portage_messages_published_total 0.0"), metrics.body());
            assertTrue(server.describeListeners()
                    .contains("amqp 0-9-1 and 1.0 listening on 127.0.0.1:" + server.port("amqp")));
        }
    }

    @Test
    void aNewDataFolderHasGuestUnlessToldOtherwise(@TempDir Path other) throws Exception {
        try (PortageServer server = PortageServer.start(ServerSetup.onFreePorts(data))) {
            assertTrue(server.users().find("guest").isPresent());
        }
        try (PortageServer server =
                PortageServer.start(ServerSetup.onFreePorts(other, Map.of("auth.guest", "false")))) {
            assertFalse(server.users().find("guest").isPresent());
        }
    }

    @Test
    void aListenerThatIsOffIsNotThere() throws Exception {
        try (PortageServer server =
                PortageServer.start(ServerSetup.onFreePorts(data, Map.of("http.enabled", "false")))) {
            assertThrows(IllegalArgumentException.class, () -> server.port("http"));
            assertTrue(server.port("amqp") > 0);
        }
    }

    @Test
    void aFolderInUseIsRefusedAndGivenFreeAtTheEnd() throws Exception {
        try (PortageServer server = PortageServer.start(ServerSetup.onFreePorts(data))) {
            assertTrue(server.port("amqp") > 0);
            assertThrows(Exception.class, () -> PortageServer.start(ServerSetup.onFreePorts(data))
                    .close());
        }
        PortageServer.start(ServerSetup.onFreePorts(data)).close();
    }

    @Test
    void aTakenPortEndsWhatWasStarted() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Map<String, String> settings = Map.of("http.port", Integer.toString(taken.getLocalPort()));
            IOException refused =
                    assertThrows(IOException.class, () -> PortageServer.start(ServerSetup.onFreePorts(data, settings))
                            .close());
            assertTrue(refused.getMessage().contains("http.port"), refused.getMessage());
        }
        PortageServer.start(ServerSetup.onFreePorts(data)).close();
    }

    @Test
    void closingTwiceIsClosingOnce() throws Exception {
        PortageServer server = PortageServer.start(ServerSetup.onFreePorts(data));
        server.close();
        server.close();
    }

    @Test
    void anUnknownSettingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ServerSetup.onFreePorts(data, Map.of("amqp.prot", "1")));
    }

    private static HttpResponse<String> get(PortageServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port("http") + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMillis(WAIT_MILLIS))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int firstByteOfAnswer(int port, String sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setSoTimeout(WAIT_MILLIS);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read();
        }
    }
}
