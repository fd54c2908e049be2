// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.ValueText;
import org.portagemq.core.api.Vocabulary;

/**
 * What identifiers mean in the selectors of STOMP's clients: headers, and the usual names that begin with {@code JMS}.
 * Headers are texts, so that one which spells a number counts as one beside a number.
 */
public final class StompVocabulary implements Vocabulary {

    public static final StompVocabulary INSTANCE = new StompVocabulary();

    private StompVocabulary() {}

    @Override
    public String name() {
        return "stomp";
    }

    @Override
    public boolean textsSpellValues() {
        return true;
    }

    @Override
    public Object value(String identifier, Message message, MessageFormat.Properties properties) {
        return switch (identifier) {
            case "JMSPriority" -> message.priority();
            case "JMSDeliveryMode" -> message.durable() ? "PERSISTENT" : "NON_PERSISTENT";
            case "JMSType" -> view(message).type();
            case "JMSCorrelationID" -> ValueText.ofScalar(view(message).correlationId());
            case "JMSMessageID" -> ValueText.ofScalar(view(message).messageId());
            case "JMSTimestamp" -> view(message).timestampMs();
            default -> properties.get(identifier);
        };
    }

    private static MessageView view(Message message) {
        return message.format().view(message);
    }
}
