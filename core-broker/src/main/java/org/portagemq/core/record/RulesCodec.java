// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.RetrySchedule;

/**
 * The rules of a group as bytes: those that there have been from the first version on, in order, then others with a
 * number before each, as many as are in force, to the end of the declaration.
 */
final class RulesCodec {

    private static final int RETRY = 40;
    private static final int ORDERED_BY_KEY = 60;
    private static final int STREAM = 61;
    private static final int KEPT_UNTIL_TAKEN = 72;
    private static final int ACK_TIMEOUT = 73;

    private RulesCodec() {}

    static void write(GroupRules rules, DataOutputStream out) throws IOException {
        out.writeLong(rules.ttlMs());
        out.writeLong(rules.expiresMs());
        out.writeLong(rules.maxLength());
        out.writeLong(rules.maxBytes());
        Values.writeText(out, rules.overflow().name());
        writeOptional(rules.deadLetterTopic(), out);
        writeOptional(rules.deadLetterKey(), out);
        out.writeInt(rules.deliveryLimit());
        out.writeInt(rules.maxPriority());
        out.writeBoolean(rules.singleActive());
        if (!rules.retry().equals(RetrySchedule.NONE)) {
            out.writeByte(RETRY);
            writeRetry(rules.retry(), out);
        }
        if (rules.orderedByKey()) {
            out.writeByte(ORDERED_BY_KEY);
        }
        if (rules.keptUntilTaken()) {
            out.writeByte(KEPT_UNTIL_TAKEN);
        }
        if (rules.ackTimeoutMs() >= 0) {
            out.writeByte(ACK_TIMEOUT);
            out.writeLong(rules.ackTimeoutMs());
        }
        if (rules.stream() != null) {
            out.writeByte(STREAM);
            out.writeLong(rules.stream().maxAgeMs());
            out.writeLong(rules.stream().maxBytes());
        }
    }

    static GroupRules read(DataInputStream in) throws IOException {
        GroupRules.Builder rules = new GroupRules.Builder()
                .ttlMs(in.readLong())
                .expiresMs(in.readLong())
                .limits(in.readLong(), in.readLong(), GroupRules.Overflow.valueOf(Values.readText(in)))
                .deadLetter(readOptional(in), readOptional(in))
                .deliveryLimit(in.readInt())
                .maxPriority(in.readInt())
                .singleActive(in.readBoolean());
        while (in.available() > 0) {
            int rule = in.readUnsignedByte();
            switch (rule) {
                case RETRY -> rules.retry(readRetry(in));
                case ORDERED_BY_KEY -> rules.orderedByKey(true);
                case KEPT_UNTIL_TAKEN -> rules.keptUntilTaken(true);
                case ACK_TIMEOUT -> rules.ackTimeoutMs(in.readLong());
                case STREAM -> rules.stream(new Retention(in.readLong(), in.readLong()));
                default -> throw new IOException("unknown rule " + rule + " of a group");
            }
        }
        return rules.build();
    }

    private static void writeRetry(RetrySchedule retry, DataOutputStream out) throws IOException {
        Values.writeText(out, retry.when().name());
        Values.writeText(out, retry.growth().name());
        out.writeInt(retry.delaysMs().size());
        for (long delay : retry.delaysMs()) {
            out.writeLong(delay);
        }
    }

    private static RetrySchedule readRetry(DataInputStream in) throws IOException {
        RetrySchedule.When when = RetrySchedule.When.valueOf(Values.readText(in));
        RetrySchedule.Growth growth = RetrySchedule.Growth.valueOf(Values.readText(in));
        int count = in.readInt();
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            delays.add(in.readLong());
        }
        return new RetrySchedule(when, growth, delays);
    }

    private static void writeOptional(String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            Values.writeText(out, text);
        }
    }

    private static String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Values.readText(in) : null;
    }
}
