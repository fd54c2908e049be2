// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.settings.Settings;

class PasswordAuthenticatorTest {

    private static final int WAIT_SECONDS = 30;
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WRONG = "wrong".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong timeOfDay = new AtomicLong(1_000);
    private final List<PasswordAuthenticator> made = new ArrayList<>();
    private UserRegistry users;

    @BeforeEach
    void addUsers() throws Exception {
        users = UserRegistry.open(folder);
        users.add(user("ann", Set.of("monitoring")));
        users.add(user("guest", Set.of()));
    }

    @AfterEach
    void end() {
        made.forEach(PasswordAuthenticator::close);
    }

    @Test
    void theRightPasswordGivesThePrincipalWithItsTags() throws Exception {
        assertEquals(new Principal("ann", Set.of("monitoring")), login(authenticator(), "ann", SECRET, local()));
    }

    @Test
    void wrongPasswordsUnknownUsersAndEmptyPasswordsAreRefused() {
        PasswordAuthenticator authenticator = authenticator();
        assertRefused(authenticator, "ann", WRONG, local());
        assertRefused(authenticator, "ann", new byte[0], local());
        assertRefused(authenticator, "nobody", SECRET, local());
        assertRefused(authenticator, "nobody", new byte[0], local());
    }

    @Test
    void guestMayConnectFromThisMachineOnly() throws Exception {
        PasswordAuthenticator authenticator = authenticator();
        login(authenticator, "guest", SECRET, local());
        BrokerException refused = assertRefused(authenticator, "guest", SECRET, remote(1));
        assertTrue(refused.getMessage().contains("this machine only"), refused.getMessage());
        login(authenticator(Map.of("auth.loopback-only", "")), "guest", SECRET, remote(1));
    }

    @Test
    void passwordsInClearTextAreTakenFromThisMachineOnly() throws Exception {
        PasswordAuthenticator authenticator = authenticator();
        assertTrue(authenticator.takesPasswords(local()));
        assertTrue(authenticator.takesPasswords(remote(1, true)));
        assertFalse(authenticator.takesPasswords(remote(1, false)));
        BrokerException refused = assertRefused(authenticator, "ann", SECRET, remote(1, false));
        assertTrue(refused.getMessage().contains("auth.allow-cleartext"), refused.getMessage());
        login(authenticator, "ann", SECRET, remote(1, true));

        PasswordAuthenticator trusting = authenticator(Map.of("auth.allow-cleartext", "true"));
        assertTrue(trusting.takesPasswords(remote(1, false)));
        login(trusting, "ann", SECRET, remote(1, false));
    }

    @Test
    void aChangedPasswordIsNotTakenFromMemory() throws Exception {
        PasswordAuthenticator authenticator = authenticator();
        login(authenticator, "ann", SECRET, local());
        users.setPassword("ann", PasswordHash.create(WRONG, 2));
        assertRefused(authenticator, "ann", SECRET, local());
        login(authenticator, "ann", WRONG, local());
        users.delete("ann");
        assertRefused(authenticator, "ann", WRONG, local());
    }

    @Test
    void aRightPasswordIsRememberedForAWhileOnly() throws Exception {
        VerifiedCache cache = new VerifiedCache(Duration.ofSeconds(60), now::get);
        User ann = users.find("ann").orElseThrow();
        assertFalse(cache.contains(ann, SECRET));
        cache.add(ann, SECRET);
        pass(59);
        assertTrue(cache.contains(ann, SECRET));
        assertFalse(cache.contains(ann, WRONG));
        pass(1);
        assertFalse(cache.contains(ann, SECRET));
    }

    @Test
    void afterSomeFailuresEvenTheRightPasswordHasToWait() throws Exception {
        PasswordAuthenticator authenticator = authenticator();
        for (int failure = 0; failure < 5; failure++) {
            assertRefused(authenticator, "ann", WRONG, remote(1));
        }
        BrokerException tooMany = assertRefused(authenticator, "ann", SECRET, remote(1));
        assertTrue(tooMany.getMessage().contains("too many"), tooMany.getMessage());
        login(authenticator, "ann", SECRET, remote(2));
        pass(1);
        login(authenticator, "ann", SECRET, remote(1));
    }

    @Test
    void thePauseDoublesAndASuccessForgets() {
        BackOff backOff = new BackOff(1, now::get);
        backOff.failed("key");
        assertTrue(backOff.refuses("key"));
        pass(1);
        assertFalse(backOff.refuses("key"));
        backOff.failed("key");
        pass(1);
        assertTrue(backOff.refuses("key"));
        pass(1);
        assertFalse(backOff.refuses("key"));
        backOff.succeeded("key");
        backOff.failed("key");
        pass(1);
        assertFalse(backOff.refuses("key"));
    }

    @Test
    void anAddressThatTriesManyUsersHasToWait() throws Exception {
        PasswordAuthenticator authenticator = authenticator(Map.of("auth.free-failures-per-address", "3"));
        for (int user = 0; user < 3; user++) {
            assertRefused(authenticator, "nobody-" + user, WRONG, remote(1));
        }
        assertRefused(authenticator, "ann", SECRET, remote(1));
        login(authenticator, "ann", SECRET, remote(2));
    }

    @Test
    void anApplicationThatLoggedInLatelyGoesOnBesideOneThatFails() throws Exception {
        PasswordAuthenticator authenticator = authenticator(Map.of("auth.free-failures-per-address", "1"));
        login(authenticator, "ann", SECRET, remote(1));
        assertRefused(authenticator, "nobody", WRONG, remote(1));
        login(authenticator, "ann", SECRET, remote(1));
    }

    @Test
    void tooManyLoginsAtOnceAreRefusedRatherThanQueued() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        LongSupplier stuckClock = () -> {
            busy.countDown();
            awaitQuietly(release);
            return now.get();
        };
        PasswordAuthenticator authenticator =
                authenticator(Map.of("auth.threads", "1", "auth.waiting", "1", "auth.remember", "0s"), stuckClock);
        // The first takes the one thread and stops where it looks at the clock; the second takes the one place.
        CompletableFuture<Principal> first = start(authenticator, "ann", WRONG, local());
        assertTrue(busy.await(WAIT_SECONDS, TimeUnit.SECONDS));
        CompletableFuture<Principal> second = start(authenticator, "ann", SECRET, local());
        BrokerException refused = assertRefused(authenticator, "ann", SECRET, local());
        assertTrue(refused.getMessage().contains("too many logins at once"), refused.getMessage());
        release.countDown();
        assertThrows(ExecutionException.class, () -> first.get(WAIT_SECONDS, TimeUnit.SECONDS));
        assertEquals("ann", second.get(WAIT_SECONDS, TimeUnit.SECONDS).name());
    }

    @Test
    void aTokenStandsForItsUserUntilItExpiresOrIsRevoked() throws Exception {
        String token = users.issueToken("ann", "ci", 5_000);
        PasswordAuthenticator authenticator = authenticator();
        assertEquals(new Principal("ann", Set.of("monitoring"), 5_000), byToken(authenticator, token, local()));
        assertTrue(assertTokenRefused(authenticator, token + "x", local()).contains("unknown token"));
        assertTrue(assertTokenRefused(authenticator, token, remote(1, false)).contains("TLS"));
        timeOfDay.set(5_000);
        assertTrue(assertTokenRefused(authenticator, token, local()).contains("token expired"));
        timeOfDay.set(4_999);
        users.revokeToken("ann", "ci");
        assertTrue(assertTokenRefused(authenticator, token, local()).contains("unknown token"));
    }

    @Test
    void whoGuessesTokensHasToWait() throws Exception {
        PasswordAuthenticator authenticator = authenticator(Map.of("auth.free-failures-per-address", "2"));
        String token = users.issueToken("ann", "ci", Principal.FOR_EVER);
        assertTokenRefused(authenticator, "a", local());
        assertTokenRefused(authenticator, "b", local());
        assertTokenRefused(authenticator, "c", local());
        assertTrue(assertTokenRefused(authenticator, token, local()).contains("too many"));
    }

    private static Principal byToken(PasswordAuthenticator authenticator, String token, ConnectionInfo from)
            throws Exception {
        return authenticator
                .authenticateToken(token, from)
                .toCompletableFuture()
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static String assertTokenRefused(PasswordAuthenticator authenticator, String token, ConnectionInfo from) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> byToken(authenticator, token, from));
        return failed.getCause().getMessage();
    }

    @Test
    void whoSignsWronglyAgainAndAgainHasToWait() throws Exception {
        users.setSigningKey("ann", "key");
        PasswordAuthenticator authenticator = authenticator(Map.of("auth.free-failures", "2"));
        assertTrue(isSigned(authenticator, "ann", "key", remote(1)));
        assertFalse(isSigned(authenticator, "ann", "other", remote(1)));
        assertTrue(isSigned(authenticator, "ann", "key", remote(1)));
        assertFalse(isSigned(authenticator, "ann", "other", remote(1)));
        assertFalse(isSigned(authenticator, "ann", "another", remote(1)));
        assertFalse(isSigned(authenticator, "ann", "key", remote(1)), "not yet");
        assertTrue(isSigned(authenticator, "ann", "key", remote(2)), "from elsewhere");
        pass(1);
        assertTrue(isSigned(authenticator, "ann", "key", remote(1)));
    }

    @Test
    void nobodySignsForUsersWithoutAKey() {
        PasswordAuthenticator authenticator = authenticator();
        assertFalse(authenticator.isSignedBy("ann", key -> true, local()));
        assertFalse(authenticator.isSignedBy("nobody", key -> true, local()));
    }

    private static boolean isSigned(
            PasswordAuthenticator authenticator, String user, String key, ConnectionInfo connection) {
        byte[] own = key.getBytes(StandardCharsets.UTF_8);
        return authenticator.isSignedBy(user, known -> Arrays.equals(known, own), connection);
    }

    @Test
    void theAuditLineCannotBeBroken() {
        String line = AuditLog.json("login", "principal", "a\r\n\"b\u2028");
        assertEquals("{\"event\":\"login\",\"principal\":\"a\\r\\n\\\"b\\u2028\"}", line);
    }

    private PasswordAuthenticator authenticator() {
        return authenticator(Map.of());
    }

    private PasswordAuthenticator authenticator(Map<String, String> settings) {
        return authenticator(settings, now::get);
    }

    private PasswordAuthenticator authenticator(Map<String, String> settings, LongSupplier clock) {
        PasswordAuthenticator authenticator =
                new PasswordAuthenticator(users, Settings.of(settings), clock, timeOfDay::get, 2);
        made.add(authenticator);
        return authenticator;
    }

    private void pass(int seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static CompletableFuture<Principal> start(
            PasswordAuthenticator authenticator, String name, byte[] password, ConnectionInfo from) {
        return authenticator.authenticate(name, password, from).toCompletableFuture();
    }

    private static Principal login(
            PasswordAuthenticator authenticator, String name, byte[] password, ConnectionInfo from) throws Exception {
        return start(authenticator, name, password, from).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static BrokerException assertRefused(
            PasswordAuthenticator authenticator, String name, byte[] password, ConnectionInfo from) {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> login(authenticator, name, password, from));
        BrokerException refused = (BrokerException) failed.getCause();
        assertEquals(ErrorCode.ACCESS_REFUSED, refused.code());
        return refused;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static User user(String name, Set<String> tags) {
        return new User(name, PasswordHash.create(SECRET, 2), tags, Map.of("/", Permission.all()));
    }

    private static ConnectionInfo local() {
        return new ConnectionInfo(1, "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), true);
    }

    private static ConnectionInfo remote(int host) {
        return remote(host, true);
    }

    private static ConnectionInfo remote(int host, boolean encrypted) {
        try {
            InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host});
            return new ConnectionInfo(1, "test", new InetSocketAddress(address, 1), false, encrypted);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
