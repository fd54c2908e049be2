// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Scram;
import org.portagemq.core.settings.Settings;

/**
 * Checks names and passwords against the {@link UserRegistry}, on a few threads of its own with a bounded queue. A user who
 * does not exist costs the same work as a wrong password; all refusals are the same to the client.
 */
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {

    /** Who has a token and no name yet, for the log. */
    private static final String TOKEN = "(token)";

    private final UserRegistry users;
    private final LongSupplier timeOfDay;
    private final Set<String> loopbackOnly;
    private final Optional<String> anonymousUser;
    private final boolean allowCleartext;
    private final boolean preferScram;
    private final byte[] saltOfNobody = new byte[16];
    private final SecureRandom random = new SecureRandom();
    private final VerifiedCache verified;
    private final BackOff pairs;
    private final BackOff addresses;
    private final PasswordHash nobody;
    private final ThreadPoolExecutor pool;

    /** A user at an address. */
    private record Pair(String user, InetAddress address) {}

    public PasswordAuthenticator(UserRegistry users, Settings settings) {
        this(users, settings, System::nanoTime, System::currentTimeMillis, PasswordHash.ITERATIONS);
    }

    PasswordAuthenticator(
            UserRegistry users, Settings settings, LongSupplier clock, LongSupplier timeOfDay, int iterationsOfNobody) {
        this.timeOfDay = timeOfDay;
        this.users = users;
        this.loopbackOnly = Arrays.stream(
                        settings.get(AuthSettings.LOOPBACK_ONLY).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        this.anonymousUser =
                Optional.of(settings.get(AuthSettings.ANONYMOUS_USER)).filter(name -> !name.isEmpty());
        this.allowCleartext = settings.get(AuthSettings.ALLOW_CLEARTEXT);
        this.preferScram = settings.get(AuthSettings.PREFER_SCRAM);
        random.nextBytes(saltOfNobody);
        this.verified = new VerifiedCache(settings.get(AuthSettings.REMEMBER), clock);
        this.pairs = new BackOff(Math.toIntExact(settings.get(AuthSettings.FREE_FAILURES)), clock);
        this.addresses = new BackOff(Math.toIntExact(settings.get(AuthSettings.FREE_FAILURES_PER_ADDRESS)), clock);
        this.nobody = PasswordHash.ofNobody(iterationsOfNobody);
        int threads = Math.toIntExact(settings.get(AuthSettings.THREADS));
        AtomicInteger next = new AtomicInteger(1);
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(Math.toIntExact(settings.get(AuthSettings.WAITING))),
                task -> {
                    Thread thread = new Thread(task, "portage-login-" + next.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public boolean takesPasswords(ConnectionInfo connection) {
        return allowCleartext || connection.confidential();
    }

    @Override
    public CompletionStage<Principal> authenticate(String name, byte[] password, ConnectionInfo connection) {
        if (!takesPasswords(connection)) {
            return CompletableFuture.failedFuture(clearText(name, connection));
        }
        byte[] own = password.clone();
        try {
            return CompletableFuture.supplyAsync(() -> check(name, own, connection), pool);
        } catch (RejectedExecutionException full) {
            Arrays.fill(own, (byte) 0);
            return CompletableFuture.failedFuture(
                    refused(name, connection, "overload", "too many logins at once (auth.waiting); try again"));
        }
    }

    @Override
    public CompletionStage<Principal> authenticateToken(String token, ConnectionInfo connection) {
        if (!takesPasswords(connection)) {
            return CompletableFuture.failedFuture(clearText(TOKEN, connection));
        }
        InetAddress address = address(connection);
        if (addresses.refuses(address)) {
            return CompletableFuture.failedFuture(tooMany(TOKEN, connection));
        }
        // A hash of random bits is found or not: there is nothing to work on, and no time that tells.
        Optional<UserRegistry.TokenOwner> found = users.findToken(token);
        if (found.isEmpty()) {
            addresses.failed(address);
            return CompletableFuture.failedFuture(refused(TOKEN, connection, "unknown token", "unknown token"));
        }
        User user = found.get().user();
        long until = found.get().token().untilMs();
        if (until <= timeOfDay.getAsLong()) {
            return CompletableFuture.failedFuture(refused(
                    user.name(),
                    connection,
                    "token expired",
                    "token expired; make a new one with: ./portage user token"));
        }
        return admit(user.name(), connection)
                .thenApply(admitted -> new Principal(admitted.name(), admitted.tags(), until));
    }

    @Override
    public CompletionStage<Principal> admit(String name, ConnectionInfo connection) {
        Optional<User> user = users.find(name);
        if (!connection.loopback() && loopbackOnly.contains(name)) {
            return CompletableFuture.failedFuture(barred(name, connection));
        }
        if (user.isEmpty()) {
            return CompletableFuture.failedFuture(
                    refused(name, connection, "unknown user", "unknown user; make it with: ./portage user add"));
        }
        audit(name, connection, "ok", "");
        return CompletableFuture.completedFuture(new Principal(name, user.get().tags()));
    }

    @Override
    public boolean isSignedBy(String name, Predicate<byte[]> signature, ConnectionInfo connection) {
        // Clients sign each request, and one with an old secret does not hold up those of other users beside it.
        Pair pair = new Pair(name, address(connection));
        if (pairs.refuses(pair)) {
            return false;
        }
        boolean right = users.find(name)
                .map(User::signingKey)
                .filter(key -> !key.isEmpty())
                .map(key -> key.getBytes(StandardCharsets.UTF_8))
                .filter(signature)
                .isPresent();
        if (right) {
            pairs.succeeded(pair);
        } else {
            pairs.failed(pair);
            audit(name, connection, "refused", "wrong signature");
        }
        return right;
    }

    @Override
    public Optional<String> anonymousUser() {
        return anonymousUser;
    }

    /** Where passwords are taken SCRAM is not needed, and costs its client a part of a second for each login. */
    @Override
    public List<String> scramMechanisms(ConnectionInfo connection) {
        return preferScram || !takesPasswords(connection)
                ? Arrays.stream(ScramHash.values()).map(ScramHash::mechanism).toList()
                : List.of();
    }

    @Override
    public Scram scram(String mechanism, ConnectionInfo connection) {
        ScramHash hash = ScramHash.of(mechanism)
                .orElseThrow(() -> new BrokerException(ErrorCode.ACCESS_REFUSED, "there is no " + mechanism));
        byte[] nonce = new byte[18];
        random.nextBytes(nonce);
        return new ScramLogin(
                hash, new ScramUsers(connection), Base64.getEncoder().encodeToString(nonce));
    }

    /** The users as logins by SCRAM see them. Nothing here takes long. */
    private final class ScramUsers implements ScramLogin.Users {

        private final ConnectionInfo connection;

        ScramUsers(ConnectionInfo connection) {
            this.connection = connection;
        }

        @Override
        public PasswordHash password(String name) {
            return users.find(name)
                    .map(User::password)
                    .orElseGet(() ->
                            PasswordHash.ofNobody(PasswordHash.ITERATIONS, ScramHash.SHA_256.hmac(saltOfNobody, name)));
        }

        @Override
        public Principal decide(String name, boolean right) {
            return decided(name, right, connection);
        }
    }

    private Principal decided(String name, boolean right, ConnectionInfo connection) {
        InetAddress address = address(connection);
        Pair pair = new Pair(name, address);
        if (pairs.refuses(pair) || addresses.refuses(address)) {
            throw tooMany(name, connection);
        }
        Optional<User> user = users.find(name);
        boolean barred = !connection.loopback() && loopbackOnly.contains(name);
        if (!right || barred || user.isEmpty()) {
            addresses.failed(address);
            pairs.failed(pair);
            throw barred ? barred(name, connection) : wrong(name, connection, user.isPresent());
        }
        pairs.succeeded(pair);
        audit(name, connection, "ok", "");
        return new Principal(name, user.get().tags());
    }

    /** Ends the threads after the logins that are under way. Does not wait for them. */
    @Override
    public void close() {
        pool.shutdown();
    }

    private Principal check(String name, byte[] password, ConnectionInfo connection) {
        InetAddress address = address(connection);
        Pair pair = new Pair(name, address);
        try {
            if (pairs.refuses(pair)) {
                throw tooMany(name, connection);
            }
            Optional<User> user = users.find(name);
            // Who may not come from there is checked like nobody: the answer and its time say nothing of the password.
            boolean barred = !connection.loopback() && loopbackOnly.contains(name);
            boolean right = !barred && user.isPresent() && verified.contains(user.get(), password);
            if (!right) {
                // Asked only now: an application that logged in lately goes on beside one that fails on the same
                // machine.
                if (addresses.refuses(address)) {
                    throw tooMany(name, connection);
                }
                PasswordHash hash = barred ? nobody : user.map(User::password).orElse(nobody);
                right = hash.matches(password);
                if (right) {
                    verified.add(user.orElseThrow(), password);
                }
            }
            if (!right) {
                addresses.failed(address);
                pairs.failed(pair);
                throw barred ? barred(name, connection) : wrong(name, connection, user.isPresent());
            }
            pairs.succeeded(pair);
            audit(name, connection, "ok", "");
            return new Principal(name, user.orElseThrow().tags());
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static BrokerException clearText(String name, ConnectionInfo connection) {
        return refused(
                name,
                connection,
                "clear text",
                "passwords are not taken from other machines without TLS; connect by TLS, or set"
                        + " auth.allow-cleartext = true where nobody else can read the network");
    }

    private static BrokerException barred(String name, ConnectionInfo connection) {
        return refused(
                name,
                connection,
                "loopback only",
                "the user may connect from this machine only (auth.loopback-only); make another user with: ./portage"
                        + " user add");
    }

    private static BrokerException wrong(String name, ConnectionInfo connection, boolean known) {
        String reason = known ? "wrong password" : "unknown user";
        return refused(name, connection, reason, reason);
    }

    private static BrokerException tooMany(String name, ConnectionInfo connection) {
        return refused(name, connection, "back-off", "too many failed logins; wait before the next one");
    }

    private static InetAddress address(ConnectionInfo connection) {
        return connection.peer() instanceof InetSocketAddress internet
                ? internet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private static BrokerException refused(String name, ConnectionInfo connection, String reason, String text) {
        audit(name, connection, "refused", reason);
        return new BrokerException(
                ErrorCode.ACCESS_REFUSED, "login of user '" + name + "' over " + connection.protocol() + ": " + text);
    }

    private static void audit(String name, ConnectionInfo connection, String outcome, String reason) {
        AuditLog.write(
                "login",
                "principal",
                name,
                "peer",
                String.valueOf(connection.peer()),
                "protocol",
                connection.protocol(),
                "outcome",
                outcome,
                "reason",
                reason);
    }
}
