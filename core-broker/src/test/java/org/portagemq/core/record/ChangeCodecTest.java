// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.RetrySchedule;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Changes come back from their bytes as they were. */
class ChangeCodecTest {

    private final Random random = new Random(11);

    private String text() {
        return List.of("", "plain", "a/b c", "ü\u20ac\ud83d\ude00", "x".repeat(200))
                .get(random.nextInt(5));
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 2 ? 7 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> text();
            case 5 -> Payload.of(new byte[] {1, 0, -1});
            case 6 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 7 ->
                Arrays.asList(value(depth + 1), value(depth + 1)).stream()
                        .filter(item -> item != null)
                        .toList();
            default -> map(depth + 1);
        };
    }

    private Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put("n" + i, value(depth));
        }
        return map;
    }

    private Change change(int kind) {
        int id = random.nextInt();
        Binding.Target target =
                random.nextBoolean() ? new Binding.Target.Group(text()) : new Binding.Target.Topic(text());
        Binding binding = new Binding(text(), target, text(), map(0));
        TopicKind topicKind = List.of(TopicKind.values()).get(random.nextInt(5));
        return switch (kind) {
            case 0 -> new Change.NamespacePut(id, new NamespaceSettings(text(), FlushPolicy.ASYNC));
            case 1 -> new Change.NamespaceRemoved(id);
            case 2 ->
                new Change.TopicPut(
                        id,
                        random.nextInt(),
                        random.nextInt(),
                        new TopicSettings(
                                text(),
                                topicKind,
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                text(),
                                random.nextInt(),
                                new Retention(random.nextLong(), random.nextLong()),
                                map(0)));
            case 3 -> new Change.TopicRemoved(id, text());
            case 4 ->
                new Change.GroupPut(
                        id,
                        random.nextInt(),
                        new GroupSettings(
                                text(),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                map(0),
                                rules()));
            case 5 -> new Change.GroupRemoved(id, text());
            case 6 -> new Change.BindingPut(id, binding);
            case 7 -> new Change.BindingRemoved(id, binding);
            case 8 ->
                new Change.PolicyPut(
                        id,
                        new PolicySettings(
                                text(),
                                text(),
                                PolicySettings.AppliesTo.ALL,
                                random.nextInt(),
                                map(0),
                                random.nextBoolean()));
            case 9 -> new Change.TopicArguments(id, text(), map(0));
            default -> new Change.PolicyRemoved(id, text(), random.nextBoolean());
        };
    }

    private GroupRules rules() {
        GroupRules.Builder rules = new GroupRules.Builder()
                .ttlMs(random.nextLong())
                .expiresMs(random.nextLong())
                .limits(random.nextLong(), random.nextLong(), GroupRules.Overflow.REJECT)
                .deadLetter(text(), random.nextBoolean() ? text() : null)
                .deliveryLimit(random.nextInt())
                .maxPriority(random.nextInt(256))
                .singleActive(random.nextBoolean());
        if (random.nextBoolean()) {
            rules.retry(RetrySchedule.steps(List.of((long) random.nextInt(1_000_000), 5L)));
        }
        return rules.build();
    }

    @Test
    void everyChangeComesBackAsItWas() {
        for (int i = 0; i < 5_000; i++) {
            Change change = change(i % 10);
            assertEquals(change, ChangeCodec.decode(ByteBuffer.wrap(ChangeCodec.encode(change))));
        }
    }

    @Test
    void bytesThatEndTooEarlyAreRefused() {
        byte[] bytes = ChangeCodec.encode(new Change.GroupRemoved(1, "name"));
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
            assertThrows(UncheckedIOException.class, () -> ChangeCodec.decode(cut));
        }
    }
}
