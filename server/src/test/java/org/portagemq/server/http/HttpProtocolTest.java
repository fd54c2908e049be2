// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Rates;
import org.portagemq.core.settings.Settings;
import org.portagemq.transport.ConnectionRegistry;

class HttpProtocolTest {

    private static final String HEALTH = "GET /api/health HTTP/1.1\r\nhost: x\r\n\r\n";
    private static final String METRICS = "GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n";

    private final ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
    private BrokerStatus status = new BrokerStatus(
            BrokerStatus.State.RUNNING,
            List.of(),
            Map.of("messages_published", 12_345_678_901L),
            Map.of("ready-messages", 7L));
    private BrokerAccounts accounts = new BrokerAccounts(List.of(), List.of(), 0);
    private EmbeddedChannel channel;

    /** A channel that claims to come from somewhere. */
    private static final class From extends EmbeddedChannel {
        private final SocketAddress peer;

        private From(InetAddress address) {
            this.peer = new InetSocketAddress(address, 40_000);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return peer;
        }
    }

    @AfterEach
    void finish() {
        if (channel != null) {
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void aRunningBrokerIsHealthy() throws Exception {
        String answer = local(HEALTH);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.endsWith("{\"status\":\"running\",\"reasons\":[]}"), answer);
    }

    @Test
    void aFailedStoreIsNotHealthyAndSaysWhy() throws Exception {
        status = new BrokerStatus(BrokerStatus.State.FAILED, List.of("disk \"a\"\nbroke"), Map.of(), Map.of());
        String answer = local(HEALTH);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.endsWith("{\"status\":\"failed\",\"reasons\":[\"disk \\\"a\\\"\\nbroke\"]}"), answer);
    }

    @Test
    void aBrokerThatHoldsPublishersIsAliveAndSaysWhy() throws Exception {
        status = new BrokerStatus(BrokerStatus.State.HOLDING, List.of("memory"), Map.of(), Map.of());
        String answer = local(HEALTH);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.contains("\"holding\""), answer);
    }

    @Test
    void metricsAreInTheTextFormOfPrometheus() throws Exception {
        String answer = local(METRICS);
        assertTrue(answer.contains("text/plain; version=0.0.4"), answer);
        assertTrue(answer.contains("# TYPE portage_messages_published_total counter"), answer);
        assertTrue(answer.contains("portage_messages_published_total 1.2345678901E10"), answer);
        assertTrue(answer.contains("portage_ready_messages 7.0"), answer);
        assertTrue(answer.contains("portage_state{state=\"running\"} 1.0"), answer);
        assertTrue(answer.contains("portage_connections{listener=\"http\"} 1.0"), answer);
        assertTrue(answer.contains("portage_jvm_heap_used_bytes"), answer);
    }

    @Test
    void groupsHaveLinesOfTheirOwnAndTheOthersAreCounted() throws Exception {
        GroupInfo busy = new GroupInfo(
                GroupSettings.durable("a\"b"), 3, 2, 1, 4, 500, 6, false, 10, 5, 7, 5, 1, new Rates(1.5, 2.5, 3.5));
        accounts = new BrokerAccounts(List.of(), List.of(new BrokerAccounts.OfGroup("/", busy)), 99_999);
        String answer = local(METRICS);
        String labels = "{group=\"a\\\"b\",namespace=\"/\"}";
        assertTrue(answer.contains("portage_group_messages_ready" + labels + " 3.0"), answer);
        assertTrue(answer.contains("portage_group_messages_in_flight" + labels + " 2.0"), answer);
        assertTrue(answer.contains("portage_group_messages_held" + labels + " 1.0"), answer);
        assertTrue(answer.contains("portage_group_messages_delayed" + labels + " 4.0"), answer);
        assertTrue(answer.contains("portage_group_messages_delivered_total" + labels + " 7.0"), answer);
        assertTrue(answer.contains("portage_group_oldest_ready_seconds" + labels), answer);
        assertTrue(
                answer.contains("portage_group_messages_per_second{group=\"a\\\"b\",namespace=\"/\",what=\"out\"} 2.5"),
                answer);
        assertTrue(answer.contains("portage_groups_without_lines 99999.0"), answer);
    }

    @Test
    void openMetricsIsGivenToWhomAsksForIt() throws Exception {
        String answer = local("GET /metrics HTTP/1.1\r\nhost: x\r\naccept: application/openmetrics-text\r\n\r\n");
        assertTrue(answer.contains("application/openmetrics-text"), answer);
        assertTrue(answer.endsWith("# EOF\n"), answer);
    }

    @Test
    void headHasTheHeadersWithoutTheBody() throws Exception {
        String answer = local("HEAD /api/health HTTP/1.1\r\nhost: x\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.contains("content-length: 33"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void aQueryIsNoPartOfThePath() throws Exception {
        assertTrue(local("GET /api/health?x=1 HTTP/1.1\r\nhost: x\r\n\r\n").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        assertTrue(local("GET /api/../metrics HTTP/1.1\r\nhost: x\r\n\r\n").startsWith("HTTP/1.1 404 "));
        assertTrue(local("GET / HTTP/1.1\r\nhost: x\r\n\r\n").startsWith("HTTP/1.1 404 "));
    }

    @Test
    void anotherMethodIsNotAllowed() throws Exception {
        String answer = local("POST /api/health HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}");
        assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
        assertTrue(answer.contains("allow: GET, HEAD"), answer);
    }

    @Test
    void aRequestLineAboveTheLimitIsRefusedAndTheConnectionClosed() throws Exception {
        String answer = local("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nhost: x\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 414 "), answer);
        assertFalse(channel.isOpen());
    }

    @Test
    void headersAboveTheLimitAreRefusedAndTheConnectionClosed() throws Exception {
        String answer = local("GET /metrics HTTP/1.1\r\nx: " + "y".repeat(17_000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        assertFalse(channel.isOpen());
    }

    @Test
    void aBodyAboveTheLimitIsRefusedBeforeItIsRead() throws Exception {
        String answer = local("POST /api/health HTTP/1.1\r\nhost: x\r\ncontent-length: 2000000\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @Test
    void whatIsNoHttpIsRefusedAndTheConnectionClosed() throws Exception {
        String answer = local("\u0001\u0002\u0003 nonsense\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(channel.isOpen());
    }

    @Test
    void severalRequestsPassOverOneConnection() throws Exception {
        open(InetAddress.getLoopbackAddress());
        assertTrue(exchange(HEALTH).startsWith("HTTP/1.1 200 "));
        assertTrue(exchange(METRICS).startsWith("HTTP/1.1 200 "));
        assertTrue(
                exchange("GET /metrics HTTP/1.1\r\nconnection: close\r\n\r\n").startsWith("HTTP/1.1 200 "));
        assertFalse(channel.isOpen());
    }

    @Test
    void aRequestThatDripsInIsCutOffAtItsDeadline() throws Exception {
        open(InetAddress.getLoopbackAddress());
        exchange(HEALTH);
        for (int second = 0; second < 9; second++) {
            channel.writeInbound(bytes("G"));
            advance(1);
        }
        assertTrue(channel.isOpen());
        advance(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void aConnectionMayRestBetweenRequestsButNotForEver() throws Exception {
        open(InetAddress.getLoopbackAddress());
        exchange(HEALTH);
        advance(59);
        assertTrue(channel.isOpen());
        assertTrue(exchange(HEALTH).startsWith("HTTP/1.1 200 "));
        advance(60);
        assertFalse(channel.isOpen());
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws Exception {
        open(InetAddress.getLoopbackAddress());
        advance(10);
        assertFalse(channel.isOpen());
    }

    @Test
    void fromElsewhereAUserWithTheRightTagIsNeeded() throws Exception {
        assertTrue(remote("").startsWith("HTTP/1.1 401 "));
        assertTrue(remote("").contains("www-authenticate: Basic"));
        assertTrue(remote("authorization: Bearer x\r\n").startsWith("HTTP/1.1 401 "));
        assertTrue(remote("authorization: Basic %%%\r\n").startsWith("HTTP/1.1 401 "));
        assertTrue(remote(basic("nocolon")).startsWith("HTTP/1.1 401 "));
        assertTrue(remote(basic("watcher:wrong")).startsWith("HTTP/1.1 401 "));
        assertTrue(remote(basic("nobody:secret")).startsWith("HTTP/1.1 403 "));
        assertTrue(remote(basic("watcher:secret")).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aPageThatFailsCostsThatRequestOnly() throws Exception {
        status = null;
        open(InetAddress.getLoopbackAddress());
        assertTrue(exchange(HEALTH).startsWith("HTTP/1.1 500 "));
        status = new BrokerStatus(BrokerStatus.State.RUNNING, List.of(), Map.of(), Map.of());
        assertTrue(exchange(HEALTH).startsWith("HTTP/1.1 200 "));
    }

    private String local(String request) throws Exception {
        open(InetAddress.getLoopbackAddress());
        return exchange(request);
    }

    private String remote(String header) throws Exception {
        open(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}));
        return exchange("GET /metrics HTTP/1.1\r\nhost: x\r\n" + header + "\r\n");
    }

    private void open(InetAddress peer) {
        Authenticator authenticator = (name, password, connection) -> {
            if (!new String(password, StandardCharsets.UTF_8).equals("secret")) {
                return CompletableFuture.failedFuture(new BrokerException(ErrorCode.ACCESS_REFUSED, "no"));
            }
            Set<String> tags = name.equals("watcher") ? Set.of("monitoring") : Set.of();
            return CompletableFuture.completedFuture(new Principal(name, tags));
        };
        channel = new From(peer);
        channel.freezeTime();
        new HttpGateway(() -> status, () -> accounts, List.of(), registry, authenticator, Settings.defaults())
                .initialize(registry.admit(channel, "http").orElseThrow());
    }

    private String exchange(String request) {
        channel.writeInbound(bytes(request));
        channel.runPendingTasks();
        StringBuilder answer = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            answer.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return answer.toString();
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String basic(String pair) {
        return "authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }
}
