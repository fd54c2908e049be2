// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.Set;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Vocabulary;

/** What identifiers mean in selectors of clients: fields of the header by the names that begin with JMS, and properties. */
public final class ClientVocabulary implements Vocabulary {

    public static final ClientVocabulary INSTANCE = new ClientVocabulary();

    /** Of whom a message is: compared for those who do not want their own. */
    static final String ORIGIN = "Portage_origin";

    private static final Set<String> NOT_SELECTABLE =
            Set.of("JMSDestination", "JMSReplyTo", "JMSExpiration", "JMSRedelivered", "JMSDeliveryTime");

    private ClientVocabulary() {}

    @Override
    public String name() {
        return "client";
    }

    @Override
    public void check(String identifier) {
        if (NOT_SELECTABLE.contains(identifier)) {
            throw new BrokerException(ErrorCode.INVALID, "a selector cannot look at " + identifier);
        }
    }

    @Override
    public Object value(String identifier, Message message, MessageFormat.Properties properties) {
        return switch (identifier) {
            case "JMSPriority" -> message.priority();
            case "JMSDeliveryMode" -> message.durable() ? "PERSISTENT" : "NON_PERSISTENT";
            case "JMSXGroupID" -> message.orderingKey();
            case "JMSXDeliveryCount" -> null;
            case "JMSMessageID", "JMSTimestamp", "JMSCorrelationID", "JMSType", "JMSXUserID", "JMSXAppID", ORIGIN ->
                message.format() == ClientFormat.INSTANCE ? properties.get(identifier) : foreign(identifier, message);
            default -> properties.get(identifier);
        };
    }

    private static Object foreign(String identifier, Message message) {
        MessageView view = message.format().view(message);
        return switch (identifier) {
            case "JMSMessageID" -> ForeignIds.shown(view.messageId());
            case "JMSTimestamp" -> view.timestampMs();
            case "JMSCorrelationID" ->
                ForeignMessages.correlation(view.correlationId()) instanceof String text ? text : null;
            case "JMSType" -> view.type();
            case "JMSXUserID" -> view.userId();
            case "JMSXAppID" -> view.appId();
            default -> null;
        };
    }
}
