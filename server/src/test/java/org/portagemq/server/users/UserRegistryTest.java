// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserRegistryTest {

    private static final PasswordHash PASSWORD = PasswordHash.create("secret".getBytes(StandardCharsets.UTF_8), 2);

    @TempDir
    private Path folder;

    @Test
    void usersAreTheSameAfterReopening() throws Exception {
        UserRegistry registry = UserRegistry.open(folder);
        registry.add(new User(
                "an\u00e4 100%\ty".replace('\t', ' '),
                PASSWORD,
                Set.of("administrator", "monitoring"),
                Map.of("/", new Permission("^a\t%$", "", ".*"), "other", Permission.all())));
        User again = UserRegistry.open(folder).find("an\u00e4 100% y").orElseThrow();
        assertEquals(Set.of("administrator", "monitoring"), again.tags());
        assertEquals("^a\t%$", again.permissions().get("/").configure());
        assertEquals("", again.permissions().get("/").write());
        assertEquals(".*", again.permissions().get("other").read());
        assertTrue(again.password().matches("secret".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tokensAreKeptByTheirHashes() throws Exception {
        UserRegistry registry = UserRegistry.open(folder);
        registry.add(new User("ann", PASSWORD, Set.of(), Map.of()));
        String secret = registry.issueToken("ann", "ci", 7);
        assertThrows(IllegalArgumentException.class, () -> registry.issueToken("ann", "ci", 8));
        assertFalse(Files.readString(folder.resolve("users")).contains(secret));
        UserRegistry again = UserRegistry.open(folder);
        assertEquals("ann", again.findToken(secret).orElseThrow().user().name());
        assertEquals(7, again.findToken(secret).orElseThrow().token().untilMs());
        again.revokeToken("ann", "ci");
        assertTrue(registry.reload());
        assertTrue(registry.findToken(secret).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> registry.revokeToken("ann", "ci"));
    }

    @Test
    void guestIsMadeOnceOnly() throws Exception {
        UserRegistry registry = UserRegistry.open(folder);
        assertTrue(registry.createGuestIfNew());
        registry.delete("guest");
        assertFalse(UserRegistry.open(folder).createGuestIfNew());
        assertTrue(UserRegistry.open(folder).find("guest").isEmpty());
    }

    @Test
    void changesOfAnotherProcessAreSeenAfterAReload() throws Exception {
        UserRegistry server = UserRegistry.open(folder);
        server.add(user("ann"));
        int epoch = server.epoch();
        assertFalse(server.reload());
        UserRegistry.open(folder).add(user("bob"));
        assertTrue(server.find("bob").isEmpty());
        assertTrue(server.reload());
        assertTrue(server.find("bob").isPresent());
        assertNotEquals(epoch, server.epoch());
    }

    @Test
    void aChangeBuildsOnTheNewestContents() throws Exception {
        UserRegistry first = UserRegistry.open(folder);
        UserRegistry second = UserRegistry.open(folder);
        first.add(user("ann"));
        second.add(user("bob"));
        first.add(user("cyd"));
        assertEquals(
                List.of("ann", "bob", "cyd"),
                UserRegistry.open(folder).all().stream().map(User::name).toList());
    }

    @Test
    void passwordTagsAndPermissionsCanBeChangedAndUsersDeleted() throws Exception {
        UserRegistry registry = UserRegistry.open(folder);
        registry.add(user("ann"));
        registry.setPassword("ann", PasswordHash.create(new byte[] {'n'}, 2));
        registry.setTags("ann", Set.of("monitoring"));
        registry.setPermission("ann", "/", new Permission("a", "b", "c"));
        registry.setPermission("ann", "gone", Permission.all());
        registry.setPermission("ann", "gone", null);
        User ann = UserRegistry.open(folder).find("ann").orElseThrow();
        assertTrue(ann.password().matches(new byte[] {'n'}));
        assertEquals(Set.of("monitoring"), ann.tags());
        assertEquals(Set.of("/"), ann.permissions().keySet());
        registry.delete("ann");
        assertTrue(UserRegistry.open(folder).all().isEmpty());
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        UserRegistry registry = UserRegistry.open(folder);
        registry.add(user("ann"));
        assertThrows(IllegalArgumentException.class, () -> registry.add(user("ann")));
        assertThrows(IllegalArgumentException.class, () -> registry.delete("bob"));
        assertThrows(IllegalArgumentException.class, () -> registry.setTags("bob", Set.of()));
        assertThrows(IllegalArgumentException.class, () -> user(""));
        assertThrows(IllegalArgumentException.class, () -> user("a\nb"));
        assertThrows(IllegalArgumentException.class, () -> new Permission("(", "", ""));
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.create(new byte[0], 2));
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.create(new byte[] {(byte) 0xC3}, 2));
    }

    @Test
    void aDamagedFileIsNamedWithItsLineAndWhatToDo() throws Exception {
        UserRegistry registry = UserRegistry.open(folder);
        registry.add(user("ann"));
        Path file = folder.resolve("users");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
        IOException damaged = assertThrows(IOException.class, () -> UserRegistry.open(folder));
        assertTrue(damaged.getMessage().contains(file + ":2")
                || damaged.getMessage().contains(file + ":3"));
        assertTrue(damaged.getMessage().contains("move it away"), damaged.getMessage());
        assertThrows(IOException.class, registry::reload);
        assertTrue(registry.find("ann").isPresent(), "those known before stay in force");
    }

    @Test
    void theFileIsForItsOwnerOnly() throws Exception {
        UserRegistry.open(folder).add(user("ann"));
        Path file = folder.resolve("users");
        assertEquals("[OWNER_READ, OWNER_WRITE]", new TreeSet<>(Files.getPosixFilePermissions(file)).toString());
        assertFalse(Files.readString(file).contains("secret"));
    }

    @Test
    void anEmptyPasswordNeverMatches() {
        assertFalse(PASSWORD.matches(new byte[0]));
        assertFalse(PASSWORD.matches(new byte[] {(byte) 0xFF}));
        assertFalse(PasswordHash.ofNobody(2).matches("x".getBytes(StandardCharsets.UTF_8)));
        assertTrue(PasswordHash.parse(PASSWORD.toString()).matches("secret".getBytes(StandardCharsets.UTF_8)));
    }

    private static User user(String name) {
        return new User(name, PASSWORD, Set.of(), Map.of("/", Permission.all()));
    }
}
