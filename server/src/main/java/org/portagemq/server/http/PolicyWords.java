// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.core.api.GroupRules.Overflow;
import org.portagemq.core.api.PolicyKey;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.PolicySettings.AppliesTo;

/** Policies in the words of RabbitMQ's management interface, and in those of the broker. */
final class PolicyWords {

    private static final Map<String, PolicyKey> KEYS = keys();
    private static final Map<String, Overflow> OVERFLOWS = Map.of(
            "drop-head", Overflow.DROP_HEAD,
            "reject-publish", Overflow.REJECT,
            "reject-publish-dlx", Overflow.REJECT_TO_DEAD_LETTER);
    private static final Map<String, Boolean> STRATEGIES = Map.of("at-most-once", false, "at-least-once", true);
    private static final Map<String, AppliesTo> TARGETS =
            Map.of("all", AppliesTo.ALL, "queues", AppliesTo.GROUPS, "exchanges", AppliesTo.TOPICS);

    private PolicyWords() {}

    private static Map<String, PolicyKey> keys() {
        Map<String, PolicyKey> keys = new LinkedHashMap<>();
        keys.put("message-ttl", PolicyKey.TTL_MS);
        keys.put("expires", PolicyKey.EXPIRES_MS);
        keys.put("max-length", PolicyKey.MAX_LENGTH);
        keys.put("max-length-bytes", PolicyKey.MAX_BYTES);
        keys.put("overflow", PolicyKey.OVERFLOW);
        keys.put("dead-letter-exchange", PolicyKey.DEAD_LETTER_TOPIC);
        keys.put("dead-letter-routing-key", PolicyKey.DEAD_LETTER_KEY);
        keys.put("dead-letter-strategy", PolicyKey.DEAD_LETTER_KEPT);
        keys.put("consumer-timeout", PolicyKey.ACK_TIMEOUT_MS);
        keys.put("delivery-limit", PolicyKey.DELIVERY_LIMIT);
        keys.put("alternate-exchange", PolicyKey.ALTERNATE);
        return keys;
    }

    /**
     * A policy from the body of a request.
     *
     * @throws IllegalArgumentException naming the field that is missing, unknown or of a wrong kind
     */
    static PolicySettings read(String name, boolean cap, Map<String, Object> body) {
        for (String field : body.keySet()) {
            if (!List.of("pattern", "definition", "priority", "apply-to", "vhost", "name")
                    .contains(field)) {
                throw new IllegalArgumentException("unknown field '" + field + "'");
            }
        }
        if (!(body.get("pattern") instanceof String pattern)) {
            throw new IllegalArgumentException("'pattern' is missing: a regular expression for names");
        }
        if (!(body.get("definition") instanceof Map<?, ?> definition)) {
            throw new IllegalArgumentException("'definition' is missing: an object of settings");
        }
        Object priority = body.getOrDefault("priority", 0L);
        if (!(priority instanceof Long number) || number != number.intValue()) {
            throw new IllegalArgumentException("'priority' is a whole number, not '" + priority + "'");
        }
        Object target = body.getOrDefault("apply-to", cap ? "queues" : "all");
        AppliesTo appliesTo = Optional.ofNullable(TARGETS.get(String.valueOf(target)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'apply-to' is one of " + TARGETS.keySet() + ", not '" + target + "'"));
        return new PolicySettings(name, pattern, appliesTo, number.intValue(), definition(definition), cap);
    }

    private static Map<String, Object> definition(Map<?, ?> sent) {
        Map<String, Object> definition = new LinkedHashMap<>();
        sent.forEach((word, value) -> {
            PolicyKey key = KEYS.get(String.valueOf(word));
            if (key == null) {
                throw new IllegalArgumentException("'" + word + "' cannot be set by a policy here; these can: "
                        + String.join(", ", KEYS.keySet()));
            }
            if (value == null) {
                throw new IllegalArgumentException("'" + word + "' has no value");
            }
            definition.put(
                    key.key(),
                    switch (key) {
                        case OVERFLOW -> meaning("overflow", OVERFLOWS, value).name();
                        case DEAD_LETTER_KEPT -> meaning("dead-letter-strategy", STRATEGIES, value);
                        default -> value;
                    });
        });
        return definition;
    }

    private static <T> T meaning(String name, Map<String, T> words, Object word) {
        T meaning = words.get(String.valueOf(word));
        if (meaning == null) {
            throw new IllegalArgumentException("'" + name + "' is one of " + words.keySet() + ", not '" + word + "'");
        }
        return meaning;
    }

    /** A policy as the interface shows it. */
    static Map<String, Object> write(String namespace, PolicySettings policy) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("vhost", namespace);
        shown.put("name", policy.name());
        shown.put("pattern", policy.pattern());
        shown.put("apply-to", word(TARGETS, policy.appliesTo()));
        Map<String, Object> definition = new LinkedHashMap<>();
        KEYS.forEach((word, key) -> {
            Object value = policy.definition().get(key.key());
            if (value != null) {
                definition.put(
                        word,
                        switch (key) {
                            case OVERFLOW -> word(OVERFLOWS, Overflow.valueOf(value.toString()));
                            case DEAD_LETTER_KEPT -> word(STRATEGIES, Boolean.TRUE.equals(value));
                            default -> value;
                        });
            }
        });
        shown.put("definition", definition);
        shown.put("priority", (long) policy.priority());
        return shown;
    }

    private static <T> String word(Map<String, T> words, T meaning) {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue().equals(meaning))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
