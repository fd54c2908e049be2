// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Refusal;

/**
 * What administrators have set for a consumer group.
 *
 * @param retries how often a message is tried again
 * @param consumes whether the group gets messages
 * @param broadcasts whether each of its members may get all of them
 * @param ordered whether whoever pops for clients of its own, as RocketMQ's proxy does, is told to pop in order
 * @param attributes what is set beside that: how many of a hundred pops go by priorities
 */
public record ConsumerRules(
        int retries, boolean consumes, boolean broadcasts, boolean ordered, Map<String, String> attributes) {

    public static final String RETRIES = "retryMaxTimes";
    public static final String CONSUMES = "consumeEnable";
    public static final String BROADCASTS = "consumeBroadcastEnable";
    public static final String ORDERED = "consumeMessageOrderly";
    public static final String ATTRIBUTES = "attributes";

    /** The attribute that says how many of a hundred pops go by priorities, in topics that have them. */
    public static final String PRIORITY_FACTOR = "priority.factor";

    /** All of a hundred. */
    public static final int ALWAYS = 100;

    private static final int USUAL_RETRIES = 16;

    /** Those of a group for which nothing is set. */
    public static final ConsumerRules USUAL = new ConsumerRules(USUAL_RETRIES, true, true, false, Map.of());

    public ConsumerRules {
        attributes = Map.copyOf(attributes);
    }

    /** @throws Refusal when a value is none */
    public static ConsumerRules of(Map<String, Object> json) {
        Object retries = json.getOrDefault(RETRIES, (long) USUAL_RETRIES);
        if (!(retries instanceof Long times) || times < 0 || times > Integer.MAX_VALUE) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, RETRIES + " is a number from 0 on, not " + retries);
        }
        return new ConsumerRules(
                times.intValue(),
                flag(json, CONSUMES),
                flag(json, BROADCASTS),
                Boolean.TRUE.equals(json.get(ORDERED)),
                texts(json.get(ATTRIBUTES)));
    }

    private static Map<String, String> texts(Object attributes) {
        Map<String, String> texts = new TreeMap<>();
        if (attributes instanceof Map<?, ?> map) {
            map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        } else if (attributes != null) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR, ATTRIBUTES + " have names and values, and are not " + attributes);
        }
        return texts;
    }

    /** The same with other attributes. */
    public ConsumerRules with(Map<String, String> others) {
        return new ConsumerRules(retries, consumes, broadcasts, ordered, others);
    }

    /** How many of a hundred pops go by priorities. */
    public int priorityFactor() {
        String factor = attributes.get(PRIORITY_FACTOR);
        return factor == null ? ALWAYS : Integer.parseInt(factor);
    }

    private static boolean flag(Map<String, Object> json, String name) {
        return !Boolean.FALSE.equals(json.get(name));
    }

    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(ATTRIBUTES, attributes);
        json.put(BROADCASTS, broadcasts);
        json.put(CONSUMES, consumes);
        json.put(ORDERED, ordered);
        json.put(RETRIES, retries);
        return json;
    }

    /** @throws Refusal when the group may not get messages in this way */
    public void require(String group, boolean broadcasting) {
        if (!consumes) {
            throw new Refusal(ResponseCode.NO_PERMISSION, "subscription group no permission, " + group);
        }
        if (broadcasting && !broadcasts) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "the subscription group[" + group + "] can not consume by broadcast way");
        }
    }
}
