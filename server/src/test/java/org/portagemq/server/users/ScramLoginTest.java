// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Scram;
import org.portagemq.core.settings.Settings;

/** Logins by SCRAM, RFC 5802 and 7677. */
class ScramLoginTest {

    private static final ConnectionInfo LOCAL =
            new ConnectionInfo(1, "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), true);
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private UserRegistry users;
    private PasswordAuthenticator authenticator;

    @BeforeEach
    void addUsers() throws Exception {
        users = UserRegistry.open(folder);
        add("ann", PasswordHash.create(SECRET, 3));
        authenticator = new PasswordAuthenticator(users, Settings.defaults());
    }

    private void add(String name, PasswordHash password) throws Exception {
        users.add(new User(name, password, Set.of("monitoring"), Map.of("/", Permission.all())));
    }

    @AfterEach
    void end() {
        authenticator.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A client that was written by the standard, apart from the server's own functions. */
    private static final class Client {

        private final String hash;
        private final int bits;
        private final String bare;
        private String said;
        private byte[] salted;

        Client(String mechanism, String name) {
            this.hash = mechanism.equals("SCRAM-SHA-256") ? "256" : "512";
            this.bits = Integer.parseInt(hash);
            this.bare = "n=" + name + ",r=abc";
        }

        byte[] first() {
            return utf8("n,," + bare);
        }

        byte[] last(byte[] challenge, String password) throws Exception {
            String answer = new String(challenge, StandardCharsets.UTF_8);
            String[] fields = answer.split(",", -1);
            assertTrue(fields[0].startsWith("r=abc") && fields[0].length() > 20, answer);
            byte[] salt = Base64.getDecoder().decode(fields[1].substring(2));
            int iterations = Integer.parseInt(fields[2].substring(2));
            salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + hash)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, bits))
                    .getEncoded();
            String end = "c=biws," + fields[0];
            said = bare + "," + answer + "," + end;
            byte[] key = mac(salted, "Client Key");
            byte[] signature =
                    mac(java.security.MessageDigest.getInstance("SHA-" + hash).digest(key), said);
            for (int i = 0; i < key.length; i++) {
                key[i] ^= signature[i];
            }
            return utf8(end + ",p=" + Base64.getEncoder().encodeToString(key));
        }

        String expectedProof() throws Exception {
            return "v=" + Base64.getEncoder().encodeToString(mac(mac(salted, "Server Key"), said));
        }

        private byte[] mac(byte[] key, String text) throws Exception {
            Mac mac = Mac.getInstance("HmacSHA" + hash);
            mac.init(new SecretKeySpec(key, "mac"));
            return mac.doFinal(utf8(text));
        }
    }

    private Principal login(String mechanism, String name, String password) throws Exception {
        Client client = new Client(mechanism, name);
        Scram scram = authenticator.scram(mechanism, LOCAL);
        byte[] last = client.last(scram.first(client.first()), password);
        Principal user = scram.last(last);
        assertEquals(client.expectedProof(), new String(scram.proof(), StandardCharsets.UTF_8));
        return user;
    }

    private void assertRefused(String mechanism, String name, String password) {
        BrokerException refused = assertThrows(BrokerException.class, () -> login(mechanism, name, password));
        assertEquals(ErrorCode.ACCESS_REFUSED, refused.code());
    }

    @Test
    void whoKnowsThePasswordIsLetInAndSeesThatTheServerDoes() throws Exception {
        for (String mechanism : List.of("SCRAM-SHA-512", "SCRAM-SHA-256")) {
            assertEquals(new Principal("ann", Set.of("monitoring")), login(mechanism, "ann", "secret"));
            assertRefused(mechanism, "ann", "wrong");
        }
    }

    @Test
    void aUserWhoDoesNotExistLooksLikeOne() {
        Scram first = authenticator.scram("SCRAM-SHA-512", LOCAL);
        Scram second = authenticator.scram("SCRAM-SHA-512", LOCAL);
        String challenge = new String(first.first(new Client("SCRAM-SHA-512", "bob").first()), StandardCharsets.UTF_8);
        String again = new String(second.first(new Client("SCRAM-SHA-512", "bob").first()), StandardCharsets.UTF_8);
        assertEquals(challenge.replaceAll("r=[^,]*", ""), again.replaceAll("r=[^,]*", ""));
        assertTrue(challenge.endsWith(",i=" + PasswordHash.ITERATIONS), challenge);
        assertRefused("SCRAM-SHA-512", "bob", "secret");
    }

    @Test
    void namesMayHoldTheSignsOfTheMessages() throws Exception {
        add("a,b=c", PasswordHash.create(SECRET, 3));
        assertEquals("a,b=c", login("SCRAM-SHA-256", "a=2Cb=3Dc", "secret").name());
    }

    @Test
    void aPasswordOfTheOlderFormWorksWithSha512Only() throws Exception {
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec("secret".toCharArray(), salt, 5, 512))
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        PasswordHash old = PasswordHash.parse(
                "pbkdf2-sha512$5$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash));
        add("old", old);
        assertTrue(old.matches(SECRET));
        assertFalse(old.matches(utf8("wrong")));
        assertEquals("old", login("SCRAM-SHA-512", "old", "secret").name());
        assertRefused("SCRAM-SHA-256", "old", "secret");
        PasswordHash again = PasswordHash.parse(old.toString());
        assertTrue(again.matches(SECRET));
        assertFalse(old.toString().contains(base64.encodeToString(hash)), "what logs in is not kept");
    }

    @Test
    void failuresMakeTheNextLoginsWait() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertRefused("SCRAM-SHA-256", "ann", "wrong");
        }
        BrokerException refused = assertThrows(BrokerException.class, () -> login("SCRAM-SHA-256", "ann", "secret"));
        assertTrue(refused.getMessage().contains("wait"), refused::getMessage);
    }

    @Test
    void messagesThatAreWrongInThemselvesAreRefused() throws Exception {
        for (String first : List.of(
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=ann",
                "n,,r=abc,n=ann",
                "p=tls-unique,,n=ann,r=abc",
                "n,a=bob,n=ann,r=abc",
                "n,,m=x,n=ann,r=abc")) {
            Scram scram = authenticator.scram("SCRAM-SHA-256", LOCAL);
            assertThrows(BrokerException.class, () -> scram.first(utf8(first)), first);
        }
        for (String last : List.of(
                "", "p=", ",p=", "c=biws,p=AAAA", "c=biws,r=abc,p=AAAA", "c=%,r=abc,p=AAAA", "r=abc,c=biws,p=AAAA")) {
            Scram scram = authenticator.scram("SCRAM-SHA-256", LOCAL);
            scram.first(utf8("n,,n=ann,r=abc"));
            assertThrows(BrokerException.class, () -> scram.last(utf8(last)), last);
        }
        Scram tooEarly = authenticator.scram("SCRAM-SHA-256", LOCAL);
        assertThrows(BrokerException.class, () -> tooEarly.last(utf8("c=biws,r=abc,p=AAAA")));
        Scram twice = authenticator.scram("SCRAM-SHA-256", LOCAL);
        Client client = new Client("SCRAM-SHA-256", "ann");
        byte[] last = client.last(twice.first(client.first()), "secret");
        assertEquals("ann", twice.last(last).name());
        assertThrows(BrokerException.class, () -> twice.last(last));
    }

    @Test
    void scramIsOfferedWherePasswordsAreNotTakenOrItIsPreferred() throws Exception {
        List<String> both = List.of("SCRAM-SHA-512", "SCRAM-SHA-256");
        InetAddress far = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        ConnectionInfo clear = new ConnectionInfo(1, "test", new InetSocketAddress(far, 1), false, false);
        ConnectionInfo secure = new ConnectionInfo(1, "test", new InetSocketAddress(far, 1), false, true);
        assertEquals(both, authenticator.scramMechanisms(clear));
        assertEquals(List.of(), authenticator.scramMechanisms(secure));
        assertEquals(List.of(), authenticator.scramMechanisms(LOCAL));
        Settings preferring = Settings.of(Map.of("auth.prefer-scram", "true"));
        try (PasswordAuthenticator eager = new PasswordAuthenticator(users, preferring)) {
            assertEquals(both, eager.scramMechanisms(LOCAL));
        }
    }
}
