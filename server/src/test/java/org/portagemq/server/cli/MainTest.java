// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.settings.Setting;
import org.portagemq.server.Listener;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSettings;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.users.User;
import org.portagemq.server.users.UserLimits;
import org.portagemq.server.users.UserRegistry;
import picocli.CommandLine;

class MainTest {

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutACommandTheCommandsAreListed() {
        assertEquals(0, run());
        for (String command : List.of("serve", "settings", "user", "policy", "version")) {
            assertTrue(out.toString().contains(command), out.toString());
        }
    }

    @Test
    void serveHasFlagsForEachListener() {
        assertEquals(0, run("serve", "--help"));
        for (Listener listener : Listener.ALL) {
            assertTrue(out.toString().contains("--" + listener.name() + "-port"), out.toString());
            assertTrue(out.toString().contains("--no-" + listener.name()), out.toString());
        }
    }

    @Test
    void policiesOfARunningServerAreSetListedAndCleared() throws Exception {
        try (PortageServer server = PortageServer.start(ServerSetup.onFreePorts(data))) {
            String url = "--url=http://127.0.0.1:" + server.port("http");
            assertEquals(
                    0,
                    run("policy", "set", url, "--priority=3", "p", "^a \"b\"", "{\"max-length\": 5}"),
                    err::toString);
            assertEquals(0, run("policy", "list", url));
            assertTrue(out.toString().contains("\"pattern\":\"^a \\\"b\\\"\""), out.toString());
            assertEquals(0, run("policy", "set", url, "--operator", "p", ".", "{\"max-length\": 9}"));
            assertEquals(0, run("policy", "clear", url, "p"));
            assertEquals(1, run("policy", "clear", url, "p"));
            assertTrue(err.toString().contains("no policy 'p' in namespace '/'"), err.toString());
            assertEquals(0, run("policy", "clear", url, "--operator", "p"));
        }
    }

    @Test
    void policyCommandSaysThatNoServerAnswers() {
        assertEquals(1, run("policy", "list", "--url=http://127.0.0.1:1"));
        assertTrue(err.toString().contains("no server answers at http://127.0.0.1:1"), err.toString());
    }

    @Test
    void everySettingIsListedWithDefaultAndVariable() {
        assertEquals(0, run("settings"));
        for (Setting<?> setting : ServerSettings.catalog().all()) {
            assertTrue(out.toString().contains(setting.key() + " = "), setting.key());
        }
        assertTrue(out.toString().contains("PORTAGE_AMQP_PORT"));
    }

    @Test
    void aBadSettingIsToldInOneLineWithoutAStack() {
        assertEquals(1, run("serve", "--data", data.toString(), "--set", "amqp.prot=1"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("amqp.port"), err.toString());
    }

    @Test
    void anUnknownOptionMakesNoSense() {
        assertEquals(2, run("serve", "--amqp-prot", "1"));
    }

    @Test
    void usersAreAddedChangedListedAndDeleted() throws Exception {
        assertEquals(0, user("add", "ann", "--password", "secret", "--tags", "monitoring", "--write", "^a"));
        User ann = UserRegistry.open(data).find("ann").orElseThrow();
        assertEquals(Set.of("monitoring"), ann.tags());
        assertEquals("^a", ann.permissions().get("/").write());
        assertEquals(".*", ann.permissions().get("/").read());
        assertTrue(ann.password().matches("secret".getBytes(StandardCharsets.UTF_8)));

        assertEquals(0, user("password", "ann", "--password", "other"));
        assertEquals(0, user("tags", "ann", "administrator"));
        assertEquals(0, user("permission", "ann", "dev", "--read", "^r"));
        assertEquals(0, user("permission", "ann", "/", "--clear"));
        assertEquals(0, user("limits", "ann", "--connections", "3"));
        User changed = UserRegistry.open(data).find("ann").orElseThrow();
        assertTrue(changed.password().matches("other".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Set.of("administrator"), changed.tags());
        assertEquals(Set.of("dev"), changed.permissions().keySet());
        assertEquals(new UserLimits(3, -1), changed.limits());

        assertEquals(0, user("token", "ann", "--label", "ci", "--for", "30d"));
        String secret = out.toString()
                .lines()
                .filter(line -> line.startsWith("pmq_"))
                .findFirst()
                .orElseThrow();
        assertEquals(0, user("token", "ann"));
        assertEquals(0, user("revoke", "ann", "default"));

        assertEquals(0, user("list"));
        assertTrue(out.toString().contains("token 'ci' until "), out.toString());
        assertFalse(out.toString().contains("token 'default' until "), out.toString());
        assertFalse(UserRegistry.open(data).find("ann").orElseThrow().tokens().containsKey("default"));
        assertEquals(1, out.toString().split(secret, -1).length - 1);
        assertTrue(out.toString().contains("at most 3 connections"), out.toString());
        assertTrue(out.toString().contains("ann [administrator]"), out.toString());
        assertFalse(out.toString().contains("other"), out.toString());
        assertEquals(0, user("delete", "ann"));
        assertTrue(UserRegistry.open(data).all().isEmpty());
    }

    @Test
    void whatCannotBeDoneToUsersIsToldInWords() {
        assertEquals(1, user("delete", "nobody"));
        assertTrue(err.toString().contains("no user 'nobody'"), err.toString());
        assertEquals(1, user("add", "ann", "--password", "x", "--write", "("));
        assertTrue(err.toString().contains("write expression"), err.toString());
        assertEquals(1, user("token", "nobody"));
        assertEquals(1, user("token", "nobody", "--for", "long"));
        assertTrue(err.toString().contains("such as 250ms, 10s or 5m"), err.toString());
        assertEquals(1, user("limits", "ann", "--channels", "many"));
        assertTrue(err.toString().contains("--channels is a whole number, not 'many'"), err.toString());
    }

    private int user(String... arguments) {
        List<String> all = new ArrayList<>(List.of("user", arguments[0], "--data", data.toString()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return run(all.toArray(new String[0]));
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine(Map.of());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
