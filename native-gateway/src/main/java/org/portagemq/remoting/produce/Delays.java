// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Message;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.publish.DelayLevels;

/** When messages become visible, as their properties say. */
final class Delays {

    private Delays() {}

    /** Epoch ms, or {@link Message#AT_ONCE}. A level counts before a time. */
    static long deliverAt(Map<String, String> properties, long now) {
        String level = properties.get(MessageProperties.DELAY_LEVEL);
        if (level != null) {
            long delay = DelayLevels.delayMs((int) number(MessageProperties.DELAY_LEVEL, level));
            return delay == 0 ? Message.AT_ONCE : now + delay;
        }
        long at = time(properties, now);
        return at <= now ? Message.AT_ONCE : at;
    }

    private static long time(Map<String, String> properties, long now) {
        String at = properties.get(MessageProperties.TIMER_DELIVER_MS);
        String seconds = properties.get(MessageProperties.TIMER_DELAY_SEC);
        String ms = properties.get(MessageProperties.TIMER_DELAY_MS);
        if (seconds != null) {
            return later(now, number(MessageProperties.TIMER_DELAY_SEC, seconds), 1_000);
        }
        if (ms != null) {
            return later(now, number(MessageProperties.TIMER_DELAY_MS, ms), 1);
        }
        return at == null ? 0 : number(MessageProperties.TIMER_DELIVER_MS, at);
    }

    private static long later(long now, long units, long unitMs) {
        return units > Message.LATEST / unitMs ? Long.MAX_VALUE : now + units * unitMs;
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new Refusal(ResponseCode.MESSAGE_ILLEGAL, "property " + name + " is no number: '" + text + "'");
        }
    }

    /** By it a client takes the message back; null for a message without an id of its sender's. */
    static String recallHandle(TopicConfig topic, Node node, long deliverAt, Map<String, String> properties) {
        String id = properties.get(MessageProperties.UNIQUE_KEY);
        if (id == null || properties.containsKey(MessageProperties.DELAY_LEVEL)) {
            return null;
        }
        String text = "v1 " + topic.name() + " " + node.settings().brokerName() + " " + (deliverAt + 1) + " " + id;
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
