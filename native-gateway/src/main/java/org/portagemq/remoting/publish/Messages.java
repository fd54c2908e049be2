// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Payload;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.message.NativeFormat;
import org.portagemq.remoting.message.NativeHeader;
import org.portagemq.remoting.node.TopicConfig;

/** Makes of what a client sends what the broker stores. */
public final class Messages {

    private static final int HIGHEST_PRIORITY = 255;

    /** Consumers are told the length of the properties in two bytes with a sign. */
    private static final int PROPERTIES_LIMIT = Short.MAX_VALUE;

    private Messages() {}

    /**
     * A message for a topic.
     *
     * @param properties those of the header
     * @param deliverAt when it becomes visible, epoch ms, or {@link Message#AT_ONCE}
     * @throws Refusal when the properties of the header are more than a consumer could be told
     */
    public static Message of(
            TopicConfig topic, NativeHeader header, Map<String, String> properties, byte[] body, long deliverAt) {
        Payload written = header.write();
        requireRoom(written.length() - header.fixedBytes());
        String tag = properties.getOrDefault(MessageProperties.TAGS, "");
        String shardingKey = properties.get(MessageProperties.SHARDING_KEY);
        return new Message(
                List.of(topic.kind() == TopicConfig.Kind.ROUTES ? tag : topic.coreName()),
                true,
                priority(properties.get(MessageProperties.PRIORITY)),
                Message.NO_TTL,
                "false".equals(properties.get(MessageProperties.WAIT)) ? FlushPolicy.ASYNC : FlushPolicy.DEFAULT,
                keys(properties),
                NativeFormat.INSTANCE,
                written,
                Payload.of(body),
                deliverAt,
                null,
                shardingKey == null ? null : new OrderingKey(shardingKey));
    }

    private static void requireRoom(int propertyBytes) {
        if (propertyBytes > PROPERTIES_LIMIT) {
            throw new Refusal(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the properties of the message have " + propertyBytes
                            + " bytes with those that the broker adds, and may have " + PROPERTIES_LIMIT);
        }
    }

    private static int priority(String text) {
        try {
            return text == null ? 0 : Math.max(0, Math.min(HIGHEST_PRIORITY, Integer.parseInt(text)));
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** By these a message is found again: its keys, and the id that its sender has given it. */
    private static List<String> keys(Map<String, String> properties) {
        List<String> keys = new ArrayList<>();
        String own = properties.get(MessageProperties.KEYS);
        if (own != null) {
            for (String key : own.split(" ", -1)) {
                if (!key.isEmpty()) {
                    keys.add(key);
                }
            }
        }
        String id = properties.get(MessageProperties.UNIQUE_KEY);
        if (id != null) {
            keys.add(id);
        }
        return keys;
    }
}
