// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client says of itself as a member of a consumer group.
 *
 * @param type how it consumes, such as {@code CONSUME_PASSIVELY}
 * @param model {@code CLUSTERING} or {@code BROADCASTING}
 * @param fromWhere where a new group begins
 * @param subscriptions by topic
 */
public record ConsumerData(
        String group, String type, String model, String fromWhere, Map<String, Subscription> subscriptions) {

    public static final String BROADCASTING = "BROADCASTING";

    /** Those of a heart-beat. */
    public static List<ConsumerData> readAll(Map<String, Object> heartbeat) {
        List<ConsumerData> all = new ArrayList<>();
        if (heartbeat.get("consumerDataSet") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> json) {
                    all.add(read(json));
                }
            }
        }
        return all;
    }

    private static ConsumerData read(Map<?, ?> json) {
        Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        if (json.get("subscriptionDataSet") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> one) {
                    Subscription subscription = Subscription.read(one);
                    subscriptions.put(subscription.topic(), subscription);
                }
            }
        }
        return new ConsumerData(
                String.valueOf(json.get("groupName")),
                String.valueOf(json.get("consumeType")),
                String.valueOf(json.get("messageModel")),
                String.valueOf(json.get("consumeFromWhere")),
                subscriptions);
    }

    public boolean isBroadcasting() {
        return BROADCASTING.equals(model);
    }
}
