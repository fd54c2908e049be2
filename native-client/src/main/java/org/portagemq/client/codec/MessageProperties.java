// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Properties of messages: {@code name 0x01 value 0x02} each. */
public final class MessageProperties {

    public static final String KEYS = "KEYS";
    public static final String TAGS = "TAGS";
    public static final String WAIT = "WAIT";
    public static final String UNIQUE_KEY = "UNIQ_KEY";
    public static final String DELAY_LEVEL = "DELAY";
    public static final String TIMER_DELAY_MS = "TIMER_DELAY_MS";
    public static final String TIMER_DELAY_SEC = "TIMER_DELAY_SEC";
    public static final String TIMER_DELIVER_MS = "TIMER_DELIVER_MS";
    public static final String REAL_TOPIC = "REAL_TOPIC";
    public static final String REAL_QUEUE = "REAL_QID";
    public static final String RETRY_TOPIC = "RETRY_TOPIC";
    public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";
    public static final String RECONSUME_TIME = "RECONSUME_TIME";
    public static final String PREPARED = "TRAN_MSG";
    public static final String PRODUCER_GROUP = "PGROUP";
    public static final String TRANSACTION_ID = "__transactionId__";
    public static final String CHECK_TIMES = "TRANSACTION_CHECK_TIMES";
    public static final String CHECK_IMMUNITY = "CHECK_IMMUNITY_TIME_IN_SECONDS";
    public static final String CLUSTER = "CLUSTER";
    public static final String REGION = "MSG_REGION";
    public static final String TRACE = "TRACE_ON";
    public static final String TYPE = "MSG_TYPE";
    public static final String REPLY_TO_CLIENT = "REPLY_TO_CLIENT";
    public static final String CORRELATION_ID = "CORRELATION_ID";
    public static final String TTL = "TTL";
    public static final String PUSH_REPLY_TIME = "PUSH_REPLY_TIME";
    public static final String POP_HANDLE = "POP_CK";
    public static final String FIRST_POP_TIME = "1ST_POP_TIME";
    public static final String SHARDING_KEY = "__SHARDINGKEY";
    public static final String PRIORITY = "_SYS_MSG_PRIORITY_";
    public static final String DLQ_ORIGIN_TOPIC = "DLQ_ORIGIN_TOPIC";
    public static final String DLQ_ORIGIN_MESSAGE_ID = "DLQ_ORIGIN_MESSAGE_ID";

    /** Names and values of most messages. */
    private static final int USUAL = 24;

    private static final char BETWEEN = 1;
    private static final char END = 2;

    private MessageProperties() {}

    /** In their order; an entry without a name or a value is left out. */
    public static Map<String, String> parse(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        read(text).forEach(properties::put);
        return properties;
    }

    /** The same, for those who change nothing. */
    public static Fields read(String text) {
        String[] all = new String[USUAL];
        int count = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf(END, from);
            int to = end < 0 ? text.length() : end;
            int middle = text.indexOf(BETWEEN, from);
            if (middle > from && middle < to - 1) {
                all = count == all.length ? Arrays.copyOf(all, 2 * count) : all;
                all[count++] = FieldNames.read(text, from, middle);
                all[count++] = text.substring(middle + 1, to);
            }
            from = to + 1;
        }
        return Fields.of(count == all.length ? all : Arrays.copyOf(all, count));
    }

    public static String format(Map<String, String> properties) {
        StringBuilder text = new StringBuilder();
        properties.forEach((name, value) -> append(text, name, value));
        return text.toString();
    }

    /** Adds one; what would tear it apart may not be in it. */
    public static void append(StringBuilder text, String name, String value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        text.append(name).append(BETWEEN).append(value).append(END);
    }

    /** Whether a text may be a name or a value of a property. */
    public static boolean isPossible(String text) {
        return text.indexOf(BETWEEN) < 0 && text.indexOf(END) < 0;
    }
}
