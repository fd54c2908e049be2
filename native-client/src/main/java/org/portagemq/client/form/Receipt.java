// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

/**
 * By which a broker knows a message again that it has handed out, as the wire has it.
 *
 * @param start an offset from which the broker counted
 * @param retry 0 for the topic itself, 1 and 2 for the two ways to name the topic of what a group has given back
 */
public record Receipt(
        long start,
        long popTime,
        long invisibleMs,
        int reviveQueue,
        String retry,
        String broker,
        int queue,
        long offset) {

    private static final int PARTS = 8;
    private static final int DECIMAL = 10;
    private static final String PLAIN = "0";
    private static final String OLD_RETRY = "1";
    private static final String RETRY_TOPIC = "%RETRY%";

    /** @throws IllegalArgumentException when the text is none */
    public static Receipt parse(String text) {
        int[] ends = new int[PARTS];
        int count = 0;
        for (int end = -1; count < PARTS && end < text.length(); count++) {
            int next = text.indexOf(' ', end + 1);
            end = next < 0 ? text.length() : next;
            ends[count] = end;
        }
        if (count < PARTS) {
            throw new IllegalArgumentException("'" + text + "' is no receipt");
        }
        return new Receipt(
                Long.parseLong(text, 0, ends[0], DECIMAL),
                Long.parseLong(text, ends[0] + 1, ends[1], DECIMAL),
                Long.parseLong(text, ends[1] + 1, ends[2], DECIMAL),
                Integer.parseInt(text, ends[2] + 1, ends[3], DECIMAL),
                kind(text, ends[3] + 1, ends[4]),
                text.substring(ends[4] + 1, ends[5]),
                Integer.parseInt(text, ends[5] + 1, ends[6], DECIMAL),
                Long.parseLong(text, ends[6] + 1, ends[7], DECIMAL));
    }

    private static String kind(String text, int from, int to) {
        return to - from == 1 && text.charAt(from) == '0' ? PLAIN : text.substring(from, to);
    }

    /** Whether a broker has counted both from one message, so that one number tells them apart. */
    public boolean isCountedWith(Receipt other) {
        return start == other.start
                && popTime == other.popTime
                && queue == other.queue
                && invisibleMs == other.invisibleMs
                && reviveQueue == other.reviveQueue
                && retry.equals(other.retry)
                && broker.equals(other.broker);
    }

    /** That of the message from which the broker counted. */
    public Receipt first() {
        return new Receipt(start, popTime, invisibleMs, reviveQueue, retry, broker, queue, start);
    }

    /** How far the message is from the one from which the broker counted. */
    public long distance() {
        return offset - start;
    }

    /** Which of the topics a message is in. */
    public static String retryOf(String topic) {
        if (!topic.startsWith(RETRY_TOPIC)) {
            return PLAIN;
        }
        return topic.indexOf('+') >= 0 ? "2" : OLD_RETRY;
    }

    /** The topic in which the message is, for a consumer of this topic. */
    public String topic(String wanted, String group) {
        return switch (retry) {
            case PLAIN -> wanted;
            case OLD_RETRY -> RETRY_TOPIC + group + "_" + wanted;
            default -> RETRY_TOPIC + group + "+" + wanted;
        };
    }

    /** The one that is in force after the time was changed. */
    public Receipt renewed(long newPopTime, long newInvisibleMs, int newReviveQueue) {
        return new Receipt(offset, newPopTime, newInvisibleMs, newReviveQueue, retry, broker, queue, offset);
    }

    public String text() {
        return start + " " + popTime + " " + invisibleMs + " " + reviveQueue + " " + retry + " " + broker + " " + queue
                + " " + offset;
    }
}
