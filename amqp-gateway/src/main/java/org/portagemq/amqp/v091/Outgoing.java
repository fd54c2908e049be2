// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;

/** A message as this protocol shows it to a consumer. */
record Outgoing(String exchange, String routingKey, Payload properties, Payload body) {

    /** How often the message was given back before, where that is counted. */
    private static final String DELIVERY_COUNT = "x-delivery-count";

    static Outgoing of(Delivery delivery) {
        StoredMessage stored = delivery.message();
        Message message = stored.message();
        boolean own = message.format().id() == Amqp091Format.INSTANCE.id();
        MessageView foreign = own ? null : message.format().view(message);
        Payload properties = own ? message.header() : Views.properties(message, foreign);
        if (own && message.deliverAt() != Message.AT_ONCE) {
            properties = ContentHeader.withHeaders(
                    properties, DelayedMessages.afterDelay(ContentHeader.headers(properties, TableLimits.DEFAULT)));
        }
        if (!stored.deaths().isEmpty()) {
            properties = DeathHeaders.add(properties, stored.deaths(), message.routingKeys());
        }
        if (delivery.attempts() > 0) {
            properties = with(properties, DELIVERY_COUNT, (long) delivery.attempts());
        }
        if (delivery.inStream()) {
            properties = with(properties, StreamArguments.OFFSET, delivery.offset());
        }
        return new Outgoing(
                stored.topic(), message.routingKey(), properties, own ? message.body() : Views.body(foreign.body()));
    }

    private static Payload with(Payload properties, String header, Object value) {
        Map<String, Object> headers = new LinkedHashMap<>(ContentHeader.headers(properties, TableLimits.DEFAULT));
        headers.put(header, value);
        return ContentHeader.withHeaders(properties, headers);
    }
}
