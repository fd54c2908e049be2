// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** How many queues a broker has for a topic, as routes tell it. */
public record RouteQueues(int readQueues, int writeQueues, int permission, int sysFlag) {

    public static RouteQueues of(TopicConfig topic) {
        return new RouteQueues(topic.readQueues(), topic.writeQueues(), topic.permission(), 0);
    }

    /** As a broker registers it. */
    public static RouteQueues of(Map<?, ?> json) {
        return new RouteQueues(
                whole(json.get("readQueueNums")),
                whole(json.get("writeQueueNums")),
                whole(json.get("perm")),
                whole(json.get("topicSysFlag")));
    }

    private static int whole(Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    RouteQueues permitting(int bits) {
        return new RouteQueues(readQueues, writeQueues, bits, sysFlag);
    }

    /** For bodies of answers. */
    public Map<String, Object> json(String broker) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("brokerName", broker);
        json.put("perm", permission);
        json.put("readQueueNums", readQueues);
        json.put("topicSysFlag", sysFlag);
        json.put("writeQueueNums", writeQueues);
        return json;
    }
}
