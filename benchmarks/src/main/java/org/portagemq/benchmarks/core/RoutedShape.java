// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.HeaderMatch;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** The bindings of a kind of topic, and the message that matches only one of them. */
enum RoutedShape {
    DIRECT(TopicKind.DIRECT) {
        @Override
        Binding binding(int number) {
            return Binding.toGroup(TOPIC, group(number), "k" + number);
        }
    },
    PATTERN(TopicKind.PATTERN) {
        @Override
        Binding binding(int number) {
            String pattern =
                    switch (number % 3) {
                        case 0 -> "k" + number + ".*";
                        case 1 -> "k" + number + ".#";
                        default -> "*.k" + number;
                    };
            return Binding.toGroup(TOPIC, group(number), pattern);
        }

        @Override
        Message message(int number) {
            return keyed(number % 3 == 2 ? "x.k" + number : "k" + number + ".x");
        }
    },
    HEADERS(TopicKind.HEADERS) {
        @Override
        Binding binding(int number) {
            String mode = number % 2 == 0 ? HeaderMatch.ALL : HeaderMatch.ANY;
            Map<String, Object> arguments = Map.of(HeaderMatch.ARGUMENT, mode, "kind", "k" + number);
            return new Binding(TOPIC, new Binding.Target.Group(group(number)), "", arguments);
        }

        @Override
        Message message(int number) {
            return WordFormat.message("", "kind=k" + number + " colour=blue", BODY);
        }
    };

    static final String TOPIC = "t";

    /** The bindings lead to so many groups. */
    static final int GROUPS = 10;

    private static final int BYTES = 100;
    private static final Payload BODY = Payload.of(new byte[BYTES]);

    private final TopicKind kind;

    RoutedShape(TopicKind kind) {
        this.kind = kind;
    }

    TopicSettings topic() {
        return TopicSettings.of(TOPIC, kind, true);
    }

    /** Each number makes another one. */
    abstract Binding binding(int number);

    /** Matches the binding of this number, and no other. */
    Message message(int number) {
        return keyed("k" + number);
    }

    static String group(int number) {
        return "g" + number % GROUPS;
    }

    /** With a second key that leads nowhere: the route of a single key would be remembered by the publisher. */
    private static Message keyed(String key) {
        return WordFormat.message(key, "", BODY).rerouted(List.of(key, "nowhere"), Message.NO_TTL);
    }
}
