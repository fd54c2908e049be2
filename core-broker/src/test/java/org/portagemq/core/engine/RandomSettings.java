// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Draws what a history declares. */
final class RandomSettings {

    static final List<String> KEYS = List.of("a", "b", "a.b", "a.b.c", "b.c", "c");

    /** Every message of a group with a lifetime is overdue after so long. */
    static final int LONGEST_TTL_MS = 4_000;

    private static final List<String> PATTERNS = List.of("#", "a.*", "*.b", "a.#", "#.c", "a", "a.b.c");
    private static final List<TopicKind> KINDS =
            List.of(TopicKind.DIRECT, TopicKind.FANOUT, TopicKind.PATTERN, TopicKind.HEADERS, TopicKind.STREAM);
    private static final long RETAINED_BYTES = 20_000;
    private static final int MOST_PRIORITY = 5;

    private final Random random;

    RandomSettings(Random random) {
        this.random = random;
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    GroupSettings group(String name) {
        return new GroupSettings(
                name, random.nextInt(4) != 0, random.nextInt(8) == 0, random.nextInt(6) == 0, Map.of("n", 1L), rules());
    }

    private GroupRules rules() {
        GroupRules.Builder rules = new GroupRules.Builder();
        if (random.nextInt(4) == 0) {
            rules.ttlMs(500 + random.nextInt(LONGEST_TTL_MS - 500));
        }
        if (random.nextInt(3) == 0) {
            rules.maxPriority(1 + random.nextInt(MOST_PRIORITY));
        }
        return rules.build();
    }

    TopicSettings topic(String name) {
        TopicKind kind = any(KINDS);
        int partitions = kind == TopicKind.STREAM ? 1 + random.nextInt(2) : 0;
        boolean limited = random.nextBoolean();
        Retention retention = kind == TopicKind.STREAM && limited
                ? new Retention(Retention.UNLIMITED, RETAINED_BYTES)
                : Retention.FOREVER;
        String alternate = random.nextInt(4) == 0 ? "t" + random.nextInt(8) : "";
        boolean durable = random.nextInt(5) != 0;
        return new TopicSettings(
                name, kind, durable, random.nextInt(8) == 0, false, alternate, partitions, retention, Map.of("x", "y"));
    }

    Binding binding(TopicSettings topic, Binding.Target target) {
        return switch (topic.kind()) {
            case PATTERN -> new Binding(topic.name(), target, any(PATTERNS), Map.of());
            case HEADERS -> new Binding(topic.name(), target, any(KEYS), KeyProperties.wanted(random));
            default -> new Binding(topic.name(), target, any(KEYS), Map.of());
        };
    }
}
