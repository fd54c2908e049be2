// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The declaration of one setting: its key, type, default and help, in one place.
 *
 * @param key dotted, lower case, such as {@code store.flush-interval}
 * @param type what a value looks like, for people
 * @param defaultText the default as a user would write it
 * @param parser turns a text into a value; throws {@link IllegalArgumentException} saying what is expected
 */
public record Setting<T>(String key, String type, String defaultText, String help, Function<String, T> parser) {

    public static Setting<String> text(String key, String defaultValue, String help) {
        return new Setting<>(key, "text", defaultValue, help, Function.identity());
    }

    public static Setting<Boolean> flag(String key, boolean defaultValue, String help) {
        return new Setting<>(key, "true or false", Boolean.toString(defaultValue), help, Setting::parseFlag);
    }

    /** A whole number within limits, both included. */
    public static Setting<Long> number(String key, long defaultValue, long min, long max, String help) {
        return new Setting<>(
                key,
                "number from " + min + " to " + max,
                Long.toString(defaultValue),
                help,
                text -> within(parseNumber(text), min, max));
    }

    /** A size in bytes, written as {@code 4096}, {@code 64KiB}, {@code 16MiB} or {@code 1GiB}. */
    public static Setting<Long> bytes(String key, String defaultText, long min, long max, String help) {
        return new Setting<>(key, "size", defaultText, help, text -> within(parseBytes(text), min, max));
    }

    /** A span of time, written as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h} or {@code 7d}. */
    public static Setting<Duration> duration(String key, String defaultText, Duration min, Duration max, String help) {
        return new Setting<>(key, "duration", defaultText, help, text -> {
            Duration value = parseDuration(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException("expected " + min + " to " + max);
            }
            return value;
        });
    }

    /** One of the names of an enum, in lower case. */
    public static <E extends Enum<E>> Setting<E> choice(String key, Class<E> type, E defaultValue, String help) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return new Setting<>(key, "one of " + names, defaultValue.name().toLowerCase(Locale.ROOT), help, text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("expected one of " + names);
        });
    }

    public T defaultValue() {
        return parser.apply(defaultText);
    }

    private static Boolean parseFlag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    private static long parseNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("expected a whole number", notANumber);
        }
    }

    private static long within(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("expected " + min + " to " + max);
        }
        return value;
    }

    private static long parseBytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int digits = digits(lower);
        long unit =
                switch (lower.substring(digits).strip()) {
                    case "", "b" -> 1L;
                    case "k", "kib", "kb" -> 1L << 10;
                    case "m", "mib", "mb" -> 1L << 20;
                    case "g", "gib", "gb" -> 1L << 30;
                    case "t", "tib", "tb" -> 1L << 40;
                    default -> throw new IllegalArgumentException("expected a size such as 4096, 64KiB or 16MiB");
                };
        return scaled(lower.substring(0, digits), unit);
    }

    private static Duration parseDuration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int digits = digits(lower);
        long unit =
                switch (lower.substring(digits).strip()) {
                    case "ms" -> 1L;
                    case "s" -> 1_000L;
                    case "m" -> 60_000L;
                    case "h" -> 3_600_000L;
                    case "d" -> 86_400_000L;
                    default -> throw new IllegalArgumentException("expected a duration such as 250ms, 10s or 5m");
                };
        return Duration.ofMillis(scaled(lower.substring(0, digits), unit));
    }

    private static int digits(String text) {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static long scaled(String digits, long unit) {
        try {
            return Math.multiplyExact(Long.parseLong(digits), unit);
        } catch (NumberFormatException | ArithmeticException bad) {
            throw new IllegalArgumentException("expected a number with a unit", bad);
        }
    }
}
