// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import org.portagemq.client.session.MessageHeader;

/** A message with a text. */
public final class PortageTextMessage extends PortageMessage implements TextMessage {

    private String text;
    /** As it came; decoded when the application asks. */
    private byte[] encoded;

    @Override
    public void setText(String newText) throws JMSException {
        requireWritableBody();
        text = newText;
        encoded = null;
    }

    @Override
    public String getText() {
        if (text == null && encoded != null) {
            text = new String(encoded, StandardCharsets.UTF_8);
        }
        return text;
    }

    @Override
    public void clearBody() throws JMSException {
        super.clearBody();
        text = null;
        encoded = null;
    }

    @Override
    public MessageHeader.BodyKind bodyKind() {
        return MessageHeader.BodyKind.TEXT;
    }

    @Override
    byte[] encodeBody() {
        if (encoded == null && text != null) {
            encoded = text.getBytes(StandardCharsets.UTF_8);
        }
        return encoded;
    }

    @Override
    void decodeBody(byte[] body, ObjectRules objects) {
        encoded = body;
    }

    @Override
    Object body() {
        return getText();
    }
}
