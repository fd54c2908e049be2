// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the known {@code x-} arguments are honoured. Nothing is accepted and then ignored: an argument whose value
 * asks for something that the broker does not do is refused, naming it. Each feature that comes takes its line away.
 *
 * <p>Arguments that RabbitMQ does not know either are ignored, as there.
 */
final class ArgumentRules {

    /** What to do with the value of one argument. */
    private interface Rule {

        /** Why the value is refused; empty when it is accepted. */
        Optional<String> refusal(Object value);
    }

    private static final Map<String, Rule> QUEUE = Map.ofEntries(
            entry("x-queue-type", oneOf(QueueArguments.CLASSIC, QueueArguments.QUORUM, StreamArguments.STREAM)),
            entry("x-queue-mode", oneOf("default", "lazy")));

    private static final Set<String> HASHING = Set.of("hash-header", "hash-property");

    private ArgumentRules() {}

    static void checkQueue(Map<String, Object> arguments, String what) {
        check(QUEUE, arguments, what);
    }

    static void checkExchange(String type, Map<String, Object> arguments, String what) {
        if (!type.equals("x-consistent-hash") && arguments.keySet().stream().anyMatch(HASHING::contains)) {
            throw ReplyCode.PRECONDITION_FAILED.because(
                    "invalid arguments for " + what + ": only an exchange of type 'x-consistent-hash' has " + HASHING);
        }
    }

    private static void check(Map<String, Rule> rules, Map<String, Object> arguments, String what) {
        arguments.forEach((name, value) -> {
            Rule rule = rules.get(name);
            if (rule != null) {
                rule.refusal(value).ifPresent(why -> {
                    throw ReplyCode.PRECONDITION_FAILED.because(
                            "invalid arg '" + name + "' for " + what + ": " + name + " = " + value + " " + why);
                });
            }
        });
    }

    private static Rule oneOf(String... accepted) {
        return value -> {
            for (String text : accepted) {
                if (text.equals(value)) {
                    return Optional.empty();
                }
            }
            return Optional.of("is not supported by this server; supported: " + String.join(", ", accepted));
        };
    }
}
