// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.List;
import java.util.Map;
import org.portagemq.client.session.Bodies;
import org.portagemq.client.session.MessageHeader;
import org.portagemq.client.session.SectionReader;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;

/** Messages as clients send them in sessions: a {@link MessageHeader}, and a body of one of its kinds. */
public final class ClientFormat implements MessageFormat {

    public static final ClientFormat INSTANCE = new ClientFormat();

    static final String OBJECT_TYPE = "application/x-java-serialized-object";

    private ClientFormat() {}

    @Override
    public byte id() {
        return 4;
    }

    @Override
    public String name() {
        return "client";
    }

    /** The application's properties, and under their names in selectors the fields of the header. */
    @Override
    public Properties properties(Payload header) {
        MessageHeader read = MessageHeader.decode(header.array());
        return name -> name.startsWith("JMS") || name.equals(ClientVocabulary.ORIGIN)
                ? field(read, name)
                : read.properties().get(name);
    }

    private static Object field(MessageHeader header, String name) {
        return switch (name) {
            case "JMSMessageID" -> header.messageId;
            case "JMSTimestamp" -> header.timestamp;
            case "JMSCorrelationID" -> header.correlation instanceof String text ? text : null;
            case "JMSType" -> header.type;
            case "JMSXUserID" -> header.user;
            case "JMSXAppID" -> header.application;
            case ClientVocabulary.ORIGIN -> header.origin;
            default -> header.properties().get(name);
        };
    }

    @Override
    public MessageView view(Message message) {
        try {
            MessageHeader header = MessageHeader.decode(message.header().array());
            return view(header, message.body());
        } catch (SectionReader.MalformedException malformed) {
            return MessageView.ofBody(new Body.Bytes(message.body()));
        }
    }

    private static MessageView view(MessageHeader header, Payload bytes) {
        MessageView.Builder view = new MessageView.Builder(body(header, bytes))
                .contentType(header.bodyKind == MessageHeader.BodyKind.OBJECT ? OBJECT_TYPE : header.contentType)
                .contentEncoding(header.contentEncoding)
                .messageId(header.messageId == null ? null : ForeignIds.original(header.messageId))
                .timestampMs(header.timestamp == 0 ? null : (Long) header.timestamp)
                .type(header.type)
                .userId(header.user)
                .appId(header.application);
        if (header.correlation instanceof byte[] correlation) {
            view.correlationId(Payload.of(correlation));
        } else if (header.correlation instanceof String correlation) {
            view.correlationId(ForeignIds.original(correlation));
        }
        if (header.replyTo != null) {
            view.replyTo(Routes.address(header.replyTo));
        }
        header.properties().forEach(view::header);
        return view.build();
    }

    private static Body body(MessageHeader header, Payload bytes) {
        return switch (header.bodyKind) {
            case TEXT -> new Body.Text(bytes);
            case MAP -> new Body.Value(shared(Bodies.map(bytes.array())));
            case STREAM -> new Body.Value(shared(Bodies.list(bytes.array())));
            case EMPTY, BYTES, OBJECT -> new Body.Bytes(bytes);
        };
    }

    private static Map<String, Object> shared(Map<String, Object> values) {
        values.replaceAll((name, value) -> shared(value));
        return values;
    }

    private static List<Object> shared(List<Object> values) {
        values.replaceAll(ClientFormat::shared);
        return values;
    }

    private static Object shared(Object value) {
        return value instanceof byte[] bytes ? Payload.of(bytes) : value;
    }
}
