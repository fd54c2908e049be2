// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;

/** A message as this protocol shows it to a consumer. */
record Outgoing(String exchange, String routingKey, Payload properties, Payload body) {

    static Outgoing of(StoredMessage stored) {
        Message message = stored.message();
        Payload properties = message.format().id() == Amqp091Format.INSTANCE.id()
                ? message.header()
                : ContentHeader.plain(message.durable(), message.priority());
        if (!stored.deaths().isEmpty()) {
            properties = DeathHeaders.add(properties, stored.deaths());
        }
        return new Outgoing(stored.topic(), message.routingKey(), properties, message.body());
    }
}
