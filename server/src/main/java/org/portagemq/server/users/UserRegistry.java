// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The users of one data folder, kept in its file {@code users}. The file is the truth: each change is made under a lock on
 * {@code users.lock}, from the newest contents, and is on disk when the call returns, so that a command and a running server
 * may both change it. Thread-safe; reads touch no disk.
 */
public final class UserRegistry {

    public static final String GUEST = "guest";

    /** The least that clients of SCRAM take (RFC 7677): everybody knows this password, so that nobody has to guess it. */
    private static final int GUEST_ITERATIONS = 4_096;

    private final Path file;
    private final Path lockFile;
    private volatile Contents contents;

    /** A token and whose it is. */
    record TokenOwner(User user, AccessToken token) {}

    /**
     * What was read.
     *
     * @param tokens by the hashes of their secrets
     * @param epoch changes with the contents
     * @param stamp of the file they were read from; null when there is none
     */
    private record Contents(Map<String, User> users, Map<String, TokenOwner> tokens, int epoch, Stamp stamp) {

        static Contents of(Map<String, User> users, int epoch, Stamp stamp) {
            Map<String, TokenOwner> tokens = new HashMap<>();
            for (User user : users.values()) {
                user.tokens().values().forEach(token -> tokens.put(token.hash(), new TokenOwner(user, token)));
            }
            return new Contents(users, tokens, epoch, stamp);
        }
    }

    private record Stamp(Object fileKey, long modifiedNanos, long size) {}

    private UserRegistry(Path folder) {
        this.file = folder.resolve("users");
        this.lockFile = folder.resolve("users.lock");
        this.contents = Contents.of(Map.of(), 0, null);
    }

    /** Reads the users of a data folder, which is made when it does not exist. */
    public static UserRegistry open(Path folder) throws IOException {
        Files.createDirectories(folder);
        UserRegistry registry = new UserRegistry(folder);
        registry.reload();
        return registry;
    }

    public Optional<User> find(String name) {
        return Optional.ofNullable(contents.users().get(name));
    }

    /**
     * The owner of a token.
     *
     * @param secret as the client has it
     */
    Optional<TokenOwner> findToken(String secret) {
        return Optional.ofNullable(contents.tokens().get(AccessToken.hash(secret)));
    }

    /** All users, by name. */
    public Collection<User> all() {
        return Collections.unmodifiableCollection(contents.users().values());
    }

    /** Changes whenever the users do. */
    public int epoch() {
        return contents.epoch();
    }

    /** Makes guest with all rights in the namespace {@code /} when the folder has never had users. */
    public boolean createGuestIfNew() throws IOException {
        if (contents.stamp() != null) {
            return false;
        }
        User guest = new User(
                GUEST,
                PasswordHash.create(GUEST.getBytes(StandardCharsets.UTF_8), GUEST_ITERATIONS),
                Set.of("administrator"),
                Map.of("/", Permission.all()));
        return change(users -> {
            if (users.isEmpty()) {
                users.put(GUEST, guest);
            }
            return users;
        });
    }

    /**
     * Adds a user.
     *
     * @throws IllegalArgumentException when the name is taken
     */
    public void add(User user) throws IOException {
        change(users -> {
            if (users.putIfAbsent(user.name(), user) != null) {
                throw new IllegalArgumentException(
                        "user '" + user.name() + "' exists; change its password with: user password");
            }
            return users;
        });
    }

    /**
     * Takes a user away.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public void delete(String name) throws IOException {
        change(users -> {
            if (users.remove(name) == null) {
                throw unknown(name);
            }
            return users;
        });
    }

    public void setPassword(String name, PasswordHash password) throws IOException {
        replace(name, user -> user.withPassword(password));
    }

    public void setTags(String name, Set<String> tags) throws IOException {
        replace(name, user -> user.withTags(tags));
    }

    /** Sets how much a user may have open; what is open stays so. */
    public void setLimits(String name, UserLimits limits) throws IOException {
        replace(name, user -> user.withLimits(limits));
    }

    /**
     * Makes a token that logs in as the user.
     *
     * @param untilMs epoch ms; {@link org.portagemq.core.api.Principal#FOR_EVER} for one that does not expire
     * @return the secret, which is not kept
     */
    public String issueToken(String name, String label, long untilMs) throws IOException {
        AccessToken.Issued issued = AccessToken.issue(label, untilMs);
        replace(name, user -> user.withToken(issued.token()));
        return issued.secret();
    }

    /** Takes a token away; sessions that are open by it stay open. */
    public void revokeToken(String name, String label) throws IOException {
        replace(name, user -> user.withoutToken(label));
    }

    /** Sets the key with which requests of the user are signed; empty for none. It is kept as it is. */
    public void setSigningKey(String name, String key) throws IOException {
        replace(name, user -> user.withSigningKey(key));
    }

    /** Sets what a user may do in a namespace; null takes all rights there away. */
    public void setPermission(String name, String namespace, Permission permission) throws IOException {
        replace(name, user -> user.withPermission(namespace, permission));
    }

    /** Reads the file again when it is another one than before. Returns whether it was. */
    public synchronized boolean reload() throws IOException {
        Stamp stamp = stamp();
        if (stamp == null || stamp.equals(contents.stamp())) {
            return false;
        }
        contents = Contents.of(UserFile.read(file), contents.epoch() + 1, stamp);
        return true;
    }

    private void replace(String name, UnaryOperator<User> changed) throws IOException {
        change(users -> {
            User user = users.get(name);
            if (user == null) {
                throw unknown(name);
            }
            users.put(name, changed.apply(user));
            return users;
        });
    }

    private synchronized boolean change(UnaryOperator<Map<String, User>> changed) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            reload();
            Map<String, User> next = changed.apply(new TreeMap<>(contents.users()));
            if (!lock.isValid()) {
                throw new IOException("lost the lock on " + lockFile);
            }
            UserFile.write(file, next);
            contents = Contents.of(next, contents.epoch() + 1, stamp());
            return true;
        }
    }

    private Stamp stamp() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.fileKey(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size());
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("no user '" + name + "'; all users: user list");
    }
}
