// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Vocabulary;

/** Identifiers of selectors as JMS has them: its headers by name, and application properties. */
public final class Vocabulary10 implements Vocabulary {

    public static final Vocabulary10 INSTANCE = new Vocabulary10();

    private Vocabulary10() {}

    @Override
    public String name() {
        return "amqp-1-0";
    }

    @Override
    public Object value(String identifier, Message message, MessageFormat.Properties properties) {
        return switch (identifier) {
            case Origin.IDENTIFIER -> origin(message);
            case "JMSPriority" -> message.priority();
            case "JMSDeliveryMode" -> message.durable() ? "PERSISTENT" : "NON_PERSISTENT";
            case "JMSXGroupID" -> message.orderingKey();
            case "JMSMessageID" -> view(message).messageId();
            case "JMSCorrelationID" -> view(message).correlationId();
            case "JMSTimestamp" -> view(message).timestampMs();
            case "JMSType" -> view(message).type();
            case "JMSXUserID" -> view(message).userId();
            default ->
                identifier.indexOf('$') > 0
                        ? PropertyField.value(identifier, message, properties)
                        : properties.get(identifier);
        };
    }

    private static Long origin(Message message) {
        return message.format() == Amqp10Format.INSTANCE
                ? Origin.read(message.header().array())
                : null;
    }

    private static MessageView view(Message message) {
        return message.format().view(message);
    }
}
