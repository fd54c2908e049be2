// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.portagemq.core.api.Address;
import org.portagemq.stomp.message.Destination.Kind;
import org.portagemq.stomp.message.Destination.Style;

/** Reads and writes the names of destinations, in the words of RabbitMQ, and of ActiveMQ and Artemis. Pure functions. */
public final class Destinations {

    /** What a plain name means, for {@code destination-type} and {@code subscription-type}. */
    public enum PlainName {
        QUEUE,
        TOPIC
    }

    private static final String KNOWN =
            "/queue/NAME, /topic/NAME, /exchange/NAME[/KEY], /amq/queue/NAME, /temp-queue/NAME,"
                    + " /reply-queue/NAME, queue://NAME, topic://NAME, or a name alone";

    private Destinations() {}

    /**
     * Reads one.
     *
     * @param plain what a name without a prefix is
     * @throws StompException when it is none
     */
    public static Destination parse(String text, PlainName plain) {
        if (text.startsWith("/")) {
            return path(text);
        }
        if (text.startsWith("queue://")) {
            return uri(Kind.QUEUE, text, text.substring(8));
        }
        if (text.startsWith("topic://")) {
            return uri(Kind.TOPIC, text, text.substring(8));
        }
        if (text.startsWith("temp-queue://")) {
            return uri(Kind.TEMPORARY_QUEUE, text, text.substring(13));
        }
        if (text.startsWith("temp-topic://")) {
            throw noTemporaryTopics(text);
        }
        Kind kind = plain == PlainName.TOPIC ? Kind.TOPIC : Kind.QUEUE;
        return new Destination(kind, kind == Kind.TOPIC ? Destination.TOPICS : "", named(text, text), Style.PLAIN);
    }

    private static Destination uri(Kind kind, String text, String name) {
        if (name.indexOf('?') >= 0 || name.indexOf(',') >= 0) {
            throw invalid(text, "options and lists of destinations in it are not supported");
        }
        return new Destination(kind, kind == Kind.TOPIC ? Destination.TOPICS : "", named(text, name), Style.URI);
    }

    private static Destination path(String text) {
        int slash = text.indexOf('/', 1);
        String prefix = slash < 0 ? text : text.substring(0, slash);
        String rest = slash < 0 ? "" : text.substring(slash + 1);
        return switch (prefix) {
            case "/queue" -> queue(Kind.QUEUE, text, decoded(rest));
            case "/topic" -> new Destination(Kind.TOPIC, Destination.TOPICS, named(text, decoded(rest)), Style.PATH);
            case "/exchange" -> exchange(text, rest);
            case "/temp-queue" -> queue(Kind.TEMPORARY_QUEUE, text, decoded(rest));
            case "/reply-queue" -> queue(Kind.EXISTING_QUEUE, text, decoded(rest));
            case "/temp-topic" -> throw noTemporaryTopics(text);
            case "/amq" -> {
                if (!rest.startsWith("queue/")) {
                    throw unknown(text);
                }
                yield queue(Kind.EXISTING_QUEUE, text, decoded(rest.substring(6)));
            }
            default -> throw unknown(text);
        };
    }

    private static Destination queue(Kind kind, String text, String name) {
        return new Destination(kind, "", named(text, name), Style.PATH);
    }

    private static Destination exchange(String text, String rest) {
        int slash = rest.indexOf('/');
        String topic = decoded(slash < 0 ? rest : rest.substring(0, slash));
        String key = slash < 0 ? "" : decoded(rest.substring(slash + 1));
        if (topic.isEmpty()) {
            throw invalid(text, "the default exchange has no name: use /queue/NAME");
        }
        return new Destination(Kind.EXCHANGE, topic, key, Style.PATH);
    }

    private static String named(String text, String name) {
        if (name.isEmpty()) {
            throw invalid(text, "it has no name");
        }
        if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0 || name.indexOf('\0') >= 0) {
            throw invalid(text, "a name has no control characters");
        }
        return name;
    }

    private static StompException unknown(String text) {
        return invalid(text, "there is no such kind of destination; there are " + KNOWN);
    }

    private static StompException noTemporaryTopics(String text) {
        return invalid(text, "temporary topics are not supported: use /temp-queue/NAME");
    }

    private static StompException invalid(String text, String why) {
        return StompException.invalid(HeaderNames.DESTINATION, text, why);
    }

    /** A pattern of the broker: a last word of {@code >} stands for any number of words in ActiveMQ. */
    public static String pattern(String written) {
        if (written.equals(">")) {
            return "#";
        }
        return written.endsWith(".>") ? written.substring(0, written.length() - 1) + "#" : written;
    }

    /** The name of the place where a message was published, in the client's style. */
    public static String show(Style style, String topic, String key) {
        boolean queue = topic.isEmpty();
        if (!queue && !topic.equals(Destination.TOPICS)) {
            return "/exchange/" + encoded(topic, true) + "/" + encoded(key, false);
        }
        return switch (style) {
            case PATH -> (queue ? "/queue/" : "/topic/") + encoded(key, false);
            case URI -> (queue ? "queue://" : "topic://") + key;
            case PLAIN -> key;
        };
    }

    /** Where an answer goes, as a message says it to clients. */
    public static String show(Address replyTo) {
        return switch (replyTo.kind()) {
            case GROUP -> "/reply-queue/" + encoded(replyTo.name(), false);
            case TOPIC -> show(Style.PATH, replyTo.topic(), replyTo.name());
            case OTHER -> replyTo.name();
        };
    }

    /** What a client means by the place where it wants its answer. */
    static Address address(String replyTo) {
        try {
            Destination destination = parse(replyTo, PlainName.QUEUE);
            return destination.isQueue()
                    ? Address.group(destination.name())
                    : Address.topic(destination.topic(), destination.name());
        } catch (StompException noDestination) {
            return Address.other(replyTo);
        }
    }

    /** Without percent escapes; a percent sign that begins none stands for itself. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String encoded(String text, boolean oneSegment) {
        String encoded = text.indexOf('%') < 0 ? text : text.replace("%", "%25");
        return oneSegment ? encoded.replace("/", "%2F") : encoded;
    }
}
