// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portagemq.client.config.Credentials;
import org.portagemq.client.config.Tls;

/** What can be said of a client in words: names and values, as of a file of properties or of an environment. */
final class ClientProperties {

    private static final String PREFIX = "portage.client.";
    private static final String VARIABLE_PREFIX = "PORTAGE_CLIENT_";
    private static final String ACCESS_KEY = "access-key";
    private static final String SECRET = "secret";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(|KiB|MiB|GiB)");

    private static final Map<String, BiConsumer<ClientBuilder, String>> KNOWN = new TreeMap<>(Map.of(
            "endpoints",
            (builder, text) -> builder.endpoints(text.strip().split("\\s*,\\s*", -1)),
            "client-id",
            ClientBuilder::clientId,
            ACCESS_KEY,
            (builder, text) -> {},
            SECRET,
            (builder, text) -> {},
            "trusted-certificates",
            (builder, text) -> builder.tls(Tls.trusting(Path.of(text))),
            "request-timeout",
            (builder, text) -> builder.requestTimeout(time(text)),
            "startup-timeout",
            (builder, text) -> builder.startupTimeout(time(text)),
            "memory-limit",
            (builder, text) -> builder.memoryLimit(size(text))));

    private final Map<String, String> words = new TreeMap<>();

    /** Those that begin with {@code portage.client.}; others are of somebody else. */
    static ClientProperties of(Map<String, String> properties) {
        ClientProperties own = new ClientProperties();
        properties.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                own.words.put(known(name, name.substring(PREFIX.length())), value);
            }
        });
        return own;
    }

    /** Those that begin with {@code PORTAGE_CLIENT_}, in capitals and with {@code _} for {@code -}. */
    static ClientProperties ofEnvironment(Map<String, String> variables) {
        ClientProperties own = new ClientProperties();
        variables.forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX)) {
                String word = name.substring(VARIABLE_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
                own.words.put(known(name, word), value);
            }
        });
        return own;
    }

    private static String known(String name, String word) {
        if (KNOWN.containsKey(word)) {
            return word;
        }
        String nearest = KNOWN.keySet().stream()
                .min(Comparator.comparingInt(other -> distance(word, other)))
                .orElseThrow();
        throw new IllegalArgumentException("no property '" + name + "' of a client; the nearest is " + nearest
                + ", all are " + String.join(", ", KNOWN.keySet()) + ", with " + PREFIX + " before them");
    }

    /** How many letters have to be changed, added or left out. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    void applyTo(ClientBuilder builder) {
        words.forEach((word, value) -> {
            try {
                KNOWN.get(word).accept(builder, value);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(PREFIX + word + ": " + wrong.getMessage(), wrong);
            }
        });
        String accessKey = words.get(ACCESS_KEY);
        String secret = words.get(SECRET);
        if ((accessKey == null) != (secret == null)) {
            throw new IllegalArgumentException(
                    PREFIX + ACCESS_KEY + " and " + PREFIX + SECRET + " belong together: one of them is missing");
        }
        if (accessKey != null) {
            builder.credentials(Credentials.of(accessKey, secret));
        }
    }

    private static Duration time(String text) {
        Matcher parts = TIME.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time: such as 500ms, 3s, 2m, 1h");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static long size(String text) {
        Matcher parts = SIZE.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size: such as 1048576, 512KiB, 64MiB, 1GiB");
        }
        int shift =
                switch (parts.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift);
    }
}
