// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The text form of all users. Fields are separated by tabs; control characters and percent signs within them are written as
 * {@code %XX}.
 *
 * <pre>
 * portage-users 1
 * user       NAME  HASH       TAG,TAG
 * limits     NAME  CONNECTIONS  CHANNELS
 * token      NAME  LABEL  HASH  UNTIL
 * signing    NAME  KEY
 * permission NAME  NAMESPACE  CONFIGURE  WRITE  READ
 * end        LINES
 * </pre>
 */
final class UserFile {

    private static final String HEADER = "portage-users 1";
    private static final String USER = "user";
    private static final String LIMITS = "limits";
    private static final String TOKEN = "token";
    private static final String SIGNING = "signing";
    private static final String PERMISSION = "permission";
    private static final String END = "end";

    private UserFile() {}

    static Map<String, User> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw damaged(file, 1, "it does not begin with '" + HEADER + "'");
        }
        Map<String, User> users = new TreeMap<>();
        for (int at = 1; at < lines.size(); at++) {
            String[] fields = lines.get(at).split("\t", -1);
            for (int field = 0; field < fields.length; field++) {
                fields[field] = unescape(fields[field]);
            }
            if (fields[0].equals(END)) {
                if (fields.length != 2 || !fields[1].equals(Integer.toString(at - 1)) || at != lines.size() - 1) {
                    throw damaged(file, at + 1, "lines are missing or were added");
                }
                return users;
            }
            try {
                take(users, fields);
            } catch (IllegalArgumentException bad) {
                throw damaged(file, at + 1, bad.getMessage());
            }
        }
        throw damaged(file, lines.size(), "its end is missing");
    }

    private static void take(Map<String, User> users, String[] fields) {
        if (fields[0].equals(USER) && fields.length == 4) {
            Set<String> tags = fields[3].isEmpty() ? Set.of() : Set.of(fields[3].split(",", -1));
            User user = new User(fields[1], PasswordHash.parse(fields[2]), tags, Map.of());
            if (users.put(user.name(), user) != null) {
                throw new IllegalArgumentException("user '" + user.name() + "' appears twice");
            }
        } else if (fields[0].equals(LIMITS) && fields.length == 4) {
            User user = known(users, fields);
            users.put(
                    user.name(),
                    user.withLimits(new UserLimits(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]))));
        } else if (fields[0].equals(TOKEN) && fields.length == 5) {
            User user = known(users, fields);
            users.put(user.name(), user.withToken(new AccessToken(fields[2], fields[3], Long.parseLong(fields[4]))));
        } else if (fields[0].equals(SIGNING) && fields.length == 3) {
            User user = known(users, fields);
            users.put(user.name(), user.withSigningKey(fields[2]));
        } else if (fields[0].equals(PERMISSION) && fields.length == 6) {
            User user = known(users, fields);
            Permission permission = new Permission(fields[3], fields[4], fields[5]);
            users.put(user.name(), user.withPermission(fields[2], permission));
        } else {
            throw new IllegalArgumentException("not a line of users");
        }
    }

    private static User known(Map<String, User> users, String[] fields) {
        User user = users.get(fields[1]);
        if (user == null) {
            throw new IllegalArgumentException(
                    "a line '" + fields[0] + "' of '" + fields[1] + "', who is not above it");
        }
        return user;
    }

    /** Replaces the file as a whole, on disk when it returns. */
    static void write(Path file, Map<String, User> users) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        int lines = 0;
        for (User user : users.values()) {
            line(text, USER, user.name(), user.password().toString(), user.tagList());
            lines++;
            if (!user.limits().equals(UserLimits.NONE)) {
                UserLimits limits = user.limits();
                line(
                        text,
                        LIMITS,
                        user.name(),
                        Integer.toString(limits.connections()),
                        Integer.toString(limits.channels()));
                lines++;
            }
            for (AccessToken token : new TreeMap<>(user.tokens()).values()) {
                line(text, TOKEN, user.name(), token.label(), token.hash(), Long.toString(token.untilMs()));
                lines++;
            }
            if (!user.signingKey().isEmpty()) {
                line(text, SIGNING, user.name(), user.signingKey());
                lines++;
            }
            for (Map.Entry<String, Permission> entry : new TreeMap<>(user.permissions()).entrySet()) {
                Permission permission = entry.getValue();
                line(
                        text,
                        PERMISSION,
                        user.name(),
                        entry.getKey(),
                        permission.configure(),
                        permission.write(),
                        permission.read());
                lines++;
            }
        }
        line(text, END, Integer.toString(lines));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        createPrivate(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void createPrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private static void line(StringBuilder text, String... fields) {
        for (int field = 0; field < fields.length; field++) {
            text.append(field == 0 ? "" : "\t").append(escape(fields[field]));
        }
        text.append('\n');
    }

    private static String escape(String field) {
        StringBuilder escaped = new StringBuilder(field.length());
        for (int at = 0; at < field.length(); at++) {
            char letter = field.charAt(at);
            if (letter < ' ' || letter == '%' || letter == 0x7F) {
                escaped.append(String.format("%%%02X", (int) letter));
            } else {
                escaped.append(letter);
            }
        }
        return escaped.toString();
    }

    private static String unescape(String field) {
        StringBuilder plain = new StringBuilder(field.length());
        for (int at = 0; at < field.length(); at++) {
            char letter = field.charAt(at);
            if (letter == '%' && at + 2 < field.length()) {
                plain.append((char) Integer.parseInt(field.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                plain.append(letter);
            }
        }
        return plain.toString();
    }

    private static IOException damaged(Path file, int line, String why) {
        return new IOException(file + ":" + line + ": " + why
                + ". Put back a copy of the file, or move it away: the server then begins with the user guest alone");
    }
}
