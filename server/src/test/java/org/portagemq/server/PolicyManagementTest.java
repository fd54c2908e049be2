// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;

/** Policies over the management interface, in RabbitMQ's shapes. */
class PolicyManagementTest {

    private static final String SHORT =
            "{\"pattern\":\"^a\",\"definition\":{\"max-length\":2},\"apply-to\":\"queues\"}";

    @TempDir
    private Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private PortageServer server;
    private String login = basic("guest", "guest");

    @BeforeEach
    void start() throws IOException {
        server = PortageServer.start(ServerSetup.onFreePorts(data));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port("http") + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (!login.isEmpty()) {
            request.header("authorization", login);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int status(String method, String path, String body) throws Exception {
        return send(method, path, body).statusCode();
    }

    @Test
    void policyIsPutShownListedAndDeleted() throws Exception {
        assertEquals(201, status("PUT", "/api/policies/%2F/short", SHORT));
        String shown = "{\"vhost\":\"/\",\"name\":\"short\",\"pattern\":\"^a\",\"apply-to\":\"queues\","
                + "\"definition\":{\"max-length\":2},\"priority\":0}";
        assertEquals(shown, send("GET", "/api/policies/%2F/short", "").body());
        assertEquals("[" + shown + "]", send("GET", "/api/policies/%2F", "").body());
        assertEquals("[" + shown + "]", send("GET", "/api/policies", "").body());
        assertEquals("[]", send("GET", "/api/operator-policies", "").body());

        assertEquals(204, status("DELETE", "/api/policies/%2F/short", ""));
        assertEquals(404, status("DELETE", "/api/policies/%2F/short", ""));
        assertEquals(404, status("GET", "/api/policies/%2F/short", ""));
    }

    @Test
    void everyKeyComesBackInItsOwnWords() throws Exception {
        String definition = "{\"message-ttl\":1,\"expires\":2,\"max-length\":3,\"max-length-bytes\":4,"
                + "\"overflow\":\"reject-publish-dlx\",\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"k\","
                + "\"dead-letter-strategy\":\"at-least-once\",\"consumer-timeout\":60000,\"delivery-limit\":5,\"alternate-exchange\":\"e\"}";
        assertEquals(
                201, status("PUT", "/api/policies/%2F/all", "{\"pattern\":\".\",\"definition\":" + definition + "}"));
        String shown = send("GET", "/api/policies/%2F/all", "").body();
        assertTrue(shown.contains(definition), shown);
    }

    @Test
    void operatorPoliciesAreApartAndOnlyLimit() throws Exception {
        assertEquals(201, status("PUT", "/api/operator-policies/%2F/cap", SHORT));
        assertEquals("[]", send("GET", "/api/policies", "").body());
        HttpResponse<String> refused = send(
                "PUT",
                "/api/operator-policies/%2F/cap",
                "{\"pattern\":\".\",\"definition\":{\"overflow\":\"reject-publish\"}}");
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().startsWith("{\"error\":\"bad_request\",\"reason\":"), refused.body());
    }

    @Test
    void whatCannotBeHonouredIsRefusedByName() throws Exception {
        Map<String, String> bodies = Map.of(
                "{\"pattern\":\".\",\"definition\":{\"ha-mode\":\"all\"}}", "ha-mode",
                "{\"pattern\":\".\",\"definition\":{\"max-priority\":1}}", "max-priority",
                "{\"pattern\":\"(\",\"definition\":{\"max-length\":1}}", "pattern",
                "{\"definition\":{\"max-length\":1}}", "'pattern' is missing",
                "{\"pattern\":\".\",\"definition\":{\"max-length\":1},\"apply-to\":\"streams\"}", "streams",
                "{\"pattern\":\".\",\"definition\":{\"max-length\":1},\"priority\":1.5}", "priority",
                "{\"pattern\":\".\",\"definition\":{\"overflow\":\"explode\"}}", "explode",
                "{\"pattern\":\".\",\"definition\":{\"max-length\":1}", "not JSON",
                "[]", "not a JSON object");
        for (Map.Entry<String, String> one : bodies.entrySet()) {
            HttpResponse<String> refused = send("PUT", "/api/policies/%2F/p", one.getKey());
            assertEquals(400, refused.statusCode(), one.getKey());
            assertTrue(refused.body().contains(one.getValue()), refused.body());
        }
        assertEquals(404, status("PUT", "/api/policies/nowhere/p", SHORT));
        assertEquals(405, status("POST", "/api/policies/%2F/p", SHORT));
    }

    @Test
    void onlyAdministratorsChangePolicies() throws Exception {
        server.users()
                .add(new User(
                        "ann",
                        PasswordHash.create("ann".getBytes(StandardCharsets.UTF_8)),
                        Set.of(),
                        Map.of("/", Permission.all())));
        login = basic("ann", "ann");
        assertEquals(403, status("PUT", "/api/policies/%2F/short", SHORT));
        login = basic("ann", "wrong");
        assertEquals(401, status("GET", "/api/policies", ""));
        login = "";
        assertEquals(401, status("GET", "/api/policies", ""));
    }
}
