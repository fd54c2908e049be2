// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.portagemq.client.session.Incoming;
import org.portagemq.client.session.Place;

/** What messages are before they are sent and after they were received. */
class MessagesTest {

    /** As if the message had been sent and delivered. */
    private static <T extends PortageMessage> T delivered(T message, ObjectRules rules, Class<T> type)
            throws JMSException {
        PortageMessage.Encoded sections = message.encode(null);
        Incoming incoming = new Incoming(Place.queue("q"), true, 4, 1, sections.header(), sections.body());
        return type.cast(Messages.of(incoming, rules));
    }

    @Test
    void aReceivedMessageIsReadOnlyUntilItIsCleared() throws Exception {
        PortageTextMessage sent = new PortageTextMessage();
        sent.setText("text");
        sent.setByteProperty("b", (byte) 3);
        PortageTextMessage got = delivered(sent, ObjectRules.STRICT, PortageTextMessage.class);
        assertThrows(MessageNotWriteableException.class, () -> got.setText("other"));
        assertThrows(MessageNotWriteableException.class, () -> got.setIntProperty("i", 1));
        assertEquals((byte) 3, got.getObjectProperty("b"), "its type is kept");
        assertEquals(2, got.getIntProperty("JMSXDeliveryCount"));
        assertTrue(got.getJMSRedelivered());
        got.clearProperties();
        assertEquals("text", got.getText());
        got.setIntProperty("i", 1);
        got.clearBody();
        assertNull(got.getText());
        got.setText("other");
        assertEquals(1, got.getIntProperty("i"));
    }

    @Test
    void bodiesThatAreNullOrEmptyComeSo() throws Exception {
        PortageTextMessage none = delivered(new PortageTextMessage(), ObjectRules.STRICT, PortageTextMessage.class);
        assertNull(none.getText());
        assertTrue(none.isBodyAssignableTo(File.class));
        PortageTextMessage empty = new PortageTextMessage();
        empty.setText("");
        assertEquals(
                "",
                delivered(empty, ObjectRules.STRICT, PortageTextMessage.class).getText());
    }

    @Test
    void missingValuesAreReadAsNullIs() {
        PortageMessage message = new PortageMessage();
        assertThrows(NumberFormatException.class, () -> message.getIntProperty("none"));
        assertThrows(NullPointerException.class, () -> message.getDoubleProperty("none"));
        assertThrows(NullPointerException.class, () -> new PortageMapMessage().getChar("none"));
        assertThrows(IllegalArgumentException.class, () -> message.setIntProperty("", 1));
        assertThrows(JMSException.class, () -> message.setIntProperty("a-b", 1));
    }

    @Test
    void aReadPastTheEndOfBytesTakesNothing() throws Exception {
        PortageBytesMessage bytes = new PortageBytesMessage();
        assertThrows(MessageNotReadableException.class, bytes::readByte);
        bytes.writeByte((byte) 7);
        bytes.writeShort((short) 300);
        bytes.reset();
        assertThrows(MessageNotWriteableException.class, () -> bytes.writeByte((byte) 1));
        assertEquals(3, bytes.getBodyLength());
        assertThrows(MessageEOFException.class, bytes::readInt);
        assertEquals(7, bytes.readByte());
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.readBytes(new byte[2], 3));
        assertEquals(300, bytes.readShort());
        assertEquals(-1, bytes.readBytes(new byte[2]));
        assertArrayEquals(new byte[] {7, 1, 44}, bytes.getBody(byte[].class));
    }

    @Test
    void anArrayInAStreamIsReadToItsEnd() throws Exception {
        PortageStreamMessage stream = new PortageStreamMessage();
        stream.writeBytes(new byte[] {1, 2, 3, 4});
        stream.writeBytes(new byte[0]);
        stream.writeObject(null);
        stream.reset();
        byte[] two = new byte[2];
        assertEquals(2, stream.readBytes(two));
        assertThrows(MessageFormatException.class, stream::readObject);
        assertEquals(2, stream.readBytes(two));
        assertEquals(-1, stream.readBytes(two));
        assertEquals(0, stream.readBytes(two));
        assertEquals(-1, stream.readBytes(two));
        assertThrows(MessageEOFException.class, stream::readString);
    }

    @Test
    void objectsAreReadWhenTheirClassesAreAllowedOnly() throws Exception {
        PortageObjectMessage message = new PortageObjectMessage();
        HashMap<String, Object> values = new HashMap<>(Map.of("list", new ArrayList<>(List.of(1, 2L))));
        message.setObject(values);
        assertEquals(
                values,
                delivered(message, ObjectRules.STRICT, PortageObjectMessage.class)
                        .getObject());

        message.setObject(new File("x"));
        assertEquals(new File("x"), message.getObject(), "one's own");
        PortageObjectMessage refused = delivered(message, ObjectRules.STRICT, PortageObjectMessage.class);
        assertThrows(MessageFormatException.class, refused::getObject);
        assertThrows(MessageFormatException.class, () -> refused.isBodyAssignableTo(File.class));
        ObjectRules files = new ObjectRules(List.of("java.io"), List.of());
        assertEquals(
                new File("x"),
                delivered(message, files, PortageObjectMessage.class).getBody(File.class));
        ObjectRules denied = new ObjectRules(List.of("*"), List.of("java.io.File"));
        assertThrows(MessageFormatException.class, delivered(message, denied, PortageObjectMessage.class)::getObject);

        message.setObject(new File[] {new File("x")});
        assertThrows(
                MessageFormatException.class,
                delivered(message, ObjectRules.STRICT, PortageObjectMessage.class)::getObject);
        assertFalse(ObjectRules.STRICT.allows(Runnable[][].class));
    }

    @Test
    void whatKeepsToNoFormIsRefused() {
        Incoming odd = new Incoming(Place.queue("q"), true, 4, 0, new byte[] {1, 1, 99}, new byte[0]);
        assertThrows(MessageFormatException.class, () -> Messages.of(odd, ObjectRules.STRICT));
    }
}
