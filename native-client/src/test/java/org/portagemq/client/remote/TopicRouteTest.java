// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.client.message.QueueRef;

class TopicRouteTest {

    private static TopicRoute read(String json) {
        return TopicRoute.read("T", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void queuesAreThoseThatMayBeReadOrWritten() {
        TopicRoute route = read(
                "{\"brokerDatas\":[{\"brokerAddrs\":{0:\"h1:1\",1:\"h2:2\"},\"brokerName\":\"b\",\"cluster\":\"c\"},"
                        + "{\"brokerAddrs\":{\"1\":\"h3:3\"},\"brokerName\":\"a\",\"cluster\":\"c\"}],"
                        + "\"queueDatas\":[{\"brokerName\":\"b\",\"perm\":6,\"readQueueNums\":2,\"writeQueueNums\":1},"
                        + "{\"brokerName\":\"a\",\"perm\":4,\"readQueueNums\":1,\"writeQueueNums\":1},"
                        + "{\"brokerName\":\"gone\",\"perm\":6,\"readQueueNums\":1,\"writeQueueNums\":1}]}");
        assertEquals(List.of(new QueueRef("T", "b", 0)), route.writable());
        assertEquals(
                List.of(new QueueRef("T", "a", 0), new QueueRef("T", "b", 0), new QueueRef("T", "b", 1)),
                route.readable());
        assertEquals(new Endpoint("h1", 1), route.endpoint("b").orElseThrow());
        assertEquals(new Endpoint("h3", 3), route.endpoint("a").orElseThrow());
    }
}
