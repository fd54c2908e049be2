// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.portagemq.core.api.Principal;
import org.portagemq.core.settings.Setting;
import org.portagemq.server.users.AccessToken;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;
import org.portagemq.server.users.UserLimits;
import org.portagemq.server.users.UserRegistry;

/**
 * {@code portage user …}: adds, changes and lists the users of a data folder. A running server sees a change within seconds;
 * a stopped one is not needed.
 */
final class UserCommands {

    private static final String PASSWORD = "--password";
    private static final String PASSWORD_HELP = "The password; without it, it is asked for, or read from the input.";

    private UserCommands() {}

    static List<Command> all(Map<String, String> environment) {
        return List.of(
                new Add(environment),
                new SetPassword(environment),
                new SetTags(environment),
                new SetPermission(environment),
                new SetLimits(environment),
                new IssueToken(environment),
                new RevokeToken(environment),
                new SetSigningKey(environment),
                new Delete(environment),
                new ListAll(environment));
    }

    /** Prints what there is below {@code portage user}. */
    static final class Group extends Command {
        Group() {
            super("user", "Adds, changes and lists users.");
        }

        @Override
        public Integer call() {
            spec().commandLine().usage(spec().commandLine().getOut());
            return 0;
        }
    }

    /** One command on the users of a data folder. */
    private abstract static class OnUsers extends Command {
        private final Map<String, String> environment;

        OnUsers(String name, String description, Map<String, String> environment) {
            super(name, description);
            this.environment = environment;
            SettingsOptions.addTo(this);
        }

        @Override
        public final Integer call() throws Exception {
            run(UserRegistry.open(SettingsOptions.data(this, environment)));
            return 0;
        }

        abstract void run(UserRegistry users) throws IOException;

        final PasswordHash readPassword() throws IOException {
            String password = has(PASSWORD) ? value(PASSWORD, "") : ask();
            return PasswordHash.create(password.getBytes(StandardCharsets.UTF_8));
        }

        // Where Java gives a console without a terminal, it reads the password from the input all the same.
        @SuppressWarnings("SystemConsoleNull")
        private static String ask() throws IOException {
            Console console = System.console();
            if (console != null) {
                char[] typed = console.readPassword("Password: ");
                return typed == null ? "" : new String(typed);
            }
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        }
    }

    private static final class Add extends OnUsers {
        Add(Map<String, String> environment) {
            super("add", "Adds a user. Without --namespace, the user gets all rights in the namespace /.", environment);
            positional(0, "NAME", "The user's name.");
            option(PASSWORD, "TEXT", PASSWORD_HELP);
            option("--tags", "TAG,TAG", "Roles: administrator, monitoring.");
            option("--namespace", "NAME", "The namespace that the user may enter. Default: /");
            option("--configure", "REGEX", "Names that the user may declare and delete. Default: .*");
            option("--write", "REGEX", "Names that the user may publish to. Default: .*");
            option("--read", "REGEX", "Names that the user may consume from. Default: .*");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            Permission permission =
                    new Permission(value("--configure", ".*"), value("--write", ".*"), value("--read", ".*"));
            String name = positional(0);
            if (users.find(name).isPresent()) {
                throw new IllegalArgumentException(
                        "user '" + name + "' exists; change its password with: user password " + name);
            }
            users.add(new User(
                    name, readPassword(), tags(value("--tags", "")), Map.of(value("--namespace", "/"), permission)));
            say("user '" + name + "' added");
        }
    }

    private static final class SetPassword extends OnUsers {
        SetPassword(Map<String, String> environment) {
            super("password", "Changes a user's password.", environment);
            positional(0, "NAME", "The user's name.");
            option(PASSWORD, "TEXT", PASSWORD_HELP);
        }

        @Override
        void run(UserRegistry users) throws IOException {
            users.setPassword(positional(0), readPassword());
            say("password of '" + positional(0) + "' changed");
        }
    }

    private static final class SetTags extends OnUsers {
        SetTags(Map<String, String> environment) {
            super("tags", "Sets a user's roles, in place of those before.", environment);
            positional(0, "NAME", "The user's name.");
            positional(1, "TAG,TAG", "Roles: administrator, monitoring; '' for none.");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            users.setTags(positional(0), tags(positional(1)));
            say("tags of '" + positional(0) + "' set");
        }
    }

    private static final class SetPermission extends OnUsers {
        SetPermission(Map<String, String> environment) {
            super(
                    "permission",
                    "Sets what a user may do in a namespace: three regular expressions, found anywhere in a name"
                            + " unless anchored with ^ and $; '' allows nothing.",
                    environment);
            positional(0, "NAME", "The user's name.");
            positional(1, "NAMESPACE", "The namespace, such as /");
            option("--configure", "REGEX", "Names that the user may declare and delete. Default: ''");
            option("--write", "REGEX", "Names that the user may publish to. Default: ''");
            option("--read", "REGEX", "Names that the user may consume from. Default: ''");
            flag("--clear", "Takes all rights in the namespace away; the user may not enter it any more.");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            Permission permission = has("--clear")
                    ? null
                    : new Permission(value("--configure", ""), value("--write", ""), value("--read", ""));
            users.setPermission(positional(0), positional(1), permission);
            say("permission of '" + positional(0) + "' in '" + positional(1) + "' set");
        }
    }

    private static final class SetLimits extends OnUsers {
        private static final String CONNECTIONS = "--connections";
        private static final String CHANNELS = "--channels";

        SetLimits(Map<String, String> environment) {
            super(
                    "limits",
                    "Sets how much a user may have open at once, in place of the limits before; what is open stays so.",
                    environment);
            positional(0, "NAME", "The user's name.");
            option(CONNECTIONS, "NUMBER", "Connections. Default: -1, which is any number");
            option(CHANNELS, "NUMBER", "Channels of all connections. Default: -1, which is any number");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            users.setLimits(positional(0), new UserLimits(number(CONNECTIONS), number(CHANNELS)));
            say("limits of '" + positional(0) + "' set");
        }

        private int number(String option) {
            try {
                return Integer.parseInt(value(option, "-1"));
            } catch (NumberFormatException malformed) {
                throw new IllegalArgumentException(
                        option + " is a whole number, not '" + value(option, "") + "'", malformed);
            }
        }
    }

    private static final class IssueToken extends OnUsers {
        private static final String LABEL = "--label";
        private static final String LASTING = "--for";
        private static final Setting<Duration> DURATION =
                Setting.duration(LASTING, "1d", Duration.ofSeconds(1), Duration.ofDays(36_500), "");

        IssueToken(Map<String, String> environment) {
            super(
                    "token",
                    "Makes a token that logs in as the user, and prints it once: for HTTP's Authorization: Bearer.",
                    environment);
            positional(0, "NAME", "The user's name.");
            option(LABEL, "TEXT", "By which it can be revoked. Default: default");
            option(LASTING, "DURATION", "How long it is good, such as 12h or 30d. Default: until it is revoked");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            long until = Principal.FOR_EVER;
            if (has(LASTING)) {
                until = System.currentTimeMillis()
                        + DURATION.parser().apply(value(LASTING, "")).toMillis();
            }
            say(users.issueToken(positional(0), value(LABEL, "default"), until));
        }
    }

    private static final class RevokeToken extends OnUsers {
        RevokeToken(Map<String, String> environment) {
            super("revoke", "Takes a token away from a user. Connections that are open by it stay open.", environment);
            positional(0, "NAME", "The user's name.");
            positional(1, "LABEL", "The token's label.");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            users.revokeToken(positional(0), positional(1));
            say("token '" + positional(1) + "' of '" + positional(0) + "' revoked");
        }
    }

    private static final class SetSigningKey extends OnUsers {
        private static final String KEY = "--key";
        private static final int RANDOM_BYTES = 24;

        SetSigningKey(Map<String, String> environment) {
            super(
                    "signing-key",
                    "Sets the key with which RocketMQ's clients sign as the user, whose name is their access key; prints a"
                            + " new one.",
                    environment);
            positional(0, "NAME", "The user's name.");
            option(KEY, "TEXT", "The key; empty takes it away. Default: a random one");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            String key = value(KEY, Base64.getUrlEncoder().encodeToString(random));
            users.setSigningKey(positional(0), key);
            say(key.isEmpty() ? "user '" + positional(0) + "' has no signing key any more" : key);
        }
    }

    private static final class Delete extends OnUsers {
        Delete(Map<String, String> environment) {
            super("delete", "Deletes a user.", environment);
            positional(0, "NAME", "The user's name.");
        }

        @Override
        void run(UserRegistry users) throws IOException {
            users.delete(positional(0));
            say("user '" + positional(0) + "' deleted");
        }
    }

    private static final class ListAll extends OnUsers {
        ListAll(Map<String, String> environment) {
            super("list", "Lists users with their tags and permissions.", environment);
        }

        @Override
        void run(UserRegistry users) {
            for (User user : users.all()) {
                say(user.name() + (user.tags().isEmpty() ? "" : " [" + user.tagList() + "]"));
                if (!user.limits().equals(UserLimits.NONE)) {
                    say("    at most " + user.limits().connections() + " connections and "
                            + user.limits().channels() + " channels (-1: any number)");
                }
                for (AccessToken token : new TreeMap<>(user.tokens()).values()) {
                    say("    token '" + token.label() + "'"
                            + (token.untilMs() == Principal.FOR_EVER
                                    ? ""
                                    : " until " + Instant.ofEpochMilli(token.untilMs())));
                }
                new TreeMap<>(user.permissions())
                        .forEach((namespace, permission) -> say("    " + namespace + " configure '"
                                + permission.configure() + "' write '" + permission.write() + "' read '"
                                + permission.read() + "'"));
            }
        }
    }

    private static Set<String> tags(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
