// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import org.portagemq.client.session.Incoming;
import org.portagemq.client.session.MessageHeader;
import org.portagemq.client.session.SectionReader;

/** Makes messages of what the broker hands out, and of messages of other providers. */
public final class Messages {

    private static final int PART = 8_192;

    private Messages() {}

    /**
     * A message that was received.
     *
     * @param objects which classes it may hold
     * @throws MessageFormatException when what was sent keeps to no form
     */
    public static PortageMessage of(Incoming incoming, ObjectRules objects) throws JMSException {
        try {
            MessageHeader header = MessageHeader.decode(incoming.header());
            PortageMessage message = ofKind(header.bodyKind);
            message.receive(incoming, header, objects);
            return message;
        } catch (SectionReader.MalformedException malformed) {
            MessageFormatException failure =
                    new MessageFormatException("a message cannot be read: " + malformed.getMessage(), "MALFORMED");
            failure.initCause(malformed);
            throw failure;
        }
    }

    private static PortageMessage ofKind(MessageHeader.BodyKind kind) {
        return switch (kind) {
            case EMPTY -> new PortageMessage();
            case TEXT -> new PortageTextMessage();
            case BYTES -> new PortageBytesMessage();
            case MAP -> new PortageMapMessage();
            case STREAM -> new PortageStreamMessage();
            case OBJECT -> new PortageObjectMessage();
        };
    }

    /** The message itself when it is one of this provider, otherwise a copy. */
    public static PortageMessage own(Message message) throws JMSException {
        if (message instanceof PortageMessage own) {
            return own;
        }
        PortageMessage copy = withBodyOf(message);
        copy.allowAnyPropertyName();
        copy.setJMSReplyTo(message.getJMSReplyTo());
        copy.setJMSType(message.getJMSType());
        copyCorrelation(message, copy);
        for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements(); ) {
            String name = String.valueOf(names.nextElement());
            copy.setObjectProperty(name, message.getObjectProperty(name));
        }
        return copy;
    }

    private static void copyCorrelation(Message from, PortageMessage to) throws JMSException {
        String text = from.getJMSCorrelationID();
        if (text != null) {
            to.setJMSCorrelationID(text);
            return;
        }
        try {
            to.setJMSCorrelationIDAsBytes(from.getJMSCorrelationIDAsBytes());
        } catch (UnsupportedOperationException onlyTexts) {
            // The other provider has no bytes there.
        }
    }

    private static PortageMessage withBodyOf(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            PortageTextMessage copy = new PortageTextMessage();
            copy.setText(text.getText());
            return copy;
        }
        if (message instanceof BytesMessage bytes) {
            return copy(bytes);
        }
        if (message instanceof MapMessage map) {
            PortageMapMessage copy = new PortageMapMessage();
            for (Enumeration<?> names = map.getMapNames(); names.hasMoreElements(); ) {
                String name = String.valueOf(names.nextElement());
                copy.setObject(name, map.getObject(name));
            }
            return copy;
        }
        if (message instanceof StreamMessage stream) {
            return copy(stream);
        }
        if (message instanceof ObjectMessage object) {
            PortageObjectMessage copy = new PortageObjectMessage();
            copy.setObject(object.getObject());
            return copy;
        }
        return new PortageMessage();
    }

    private static PortageMessage copy(BytesMessage bytes) throws JMSException {
        PortageBytesMessage copy = new PortageBytesMessage();
        bytes.reset();
        byte[] part = new byte[PART];
        for (int count = bytes.readBytes(part); count > 0; count = bytes.readBytes(part)) {
            copy.writeBytes(part, 0, count);
        }
        return copy;
    }

    private static PortageMessage copy(StreamMessage stream) throws JMSException {
        PortageStreamMessage copy = new PortageStreamMessage();
        stream.reset();
        try {
            while (true) {
                copy.writeObject(stream.readObject());
            }
        } catch (MessageEOFException end) {
            return copy;
        }
    }
}
