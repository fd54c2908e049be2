// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.portagemq.client.session.MessageHeader;

/** A message with a serialized object. It is written when it is set, so that later changes of the object are not sent. */
public final class PortageObjectMessage extends PortageMessage implements ObjectMessage {

    /** For objects that the application itself has set. */
    private static final ObjectRules OWN = new ObjectRules(java.util.List.of("*"), java.util.List.of());

    private byte[] bytes;
    private ObjectRules rules = OWN;

    @Override
    public MessageHeader.BodyKind bodyKind() {
        return MessageHeader.BodyKind.OBJECT;
    }

    @Override
    byte[] encodeBody() {
        return bytes;
    }

    @Override
    void decodeBody(byte[] body, ObjectRules objects) {
        bytes = body;
        rules = objects;
    }

    @Override
    public void setObject(Serializable object) throws JMSException {
        requireWritableBody();
        bytes = object == null ? null : serialized(object);
        rules = OWN;
    }

    private static byte[] serialized(Serializable object) throws JMSException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(object);
        } catch (IOException unwritable) {
            throw failure("an object of " + object.getClass() + " cannot be serialized: " + unwritable, unwritable);
        }
        return out.toByteArray();
    }

    @Override
    public Serializable getObject() throws JMSException {
        if (bytes == null) {
            return null;
        }
        try {
            return (Serializable) rules.read(bytes);
        } catch (IOException | ClassNotFoundException | ClassCastException unreadable) {
            throw failure("the object in the message cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static MessageFormatException failure(String text, Exception cause) {
        MessageFormatException failure = new MessageFormatException(text, "OBJECT");
        failure.initCause(cause);
        failure.setLinkedException(cause);
        return failure;
    }

    @Override
    public void clearBody() throws JMSException {
        super.clearBody();
        bytes = null;
        rules = OWN;
    }

    @Override
    Object body() throws JMSException {
        return getObject();
    }
}
