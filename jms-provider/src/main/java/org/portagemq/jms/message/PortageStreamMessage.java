// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.portagemq.client.session.Bodies;
import org.portagemq.client.session.MessageHeader;

/** A message with values in their order: written first, read after {@link #reset()}. */
public final class PortageStreamMessage extends PortageMessage implements StreamMessage {

    private List<Object> values = new ArrayList<>();
    private int at;
    /** Of an array that is being read in parts, how much was read; -1 while none is. */
    private int within = -1;

    @Override
    public MessageHeader.BodyKind bodyKind() {
        return MessageHeader.BodyKind.STREAM;
    }

    @Override
    byte[] encodeBody() {
        return Bodies.list(values);
    }

    @Override
    void decodeBody(byte[] body, ObjectRules objects) {
        values = Bodies.list(body);
    }

    @Override
    public <T> T getBody(Class<T> type) throws JMSException {
        throw new MessageFormatException("a stream has no body as a whole: read its values", "CONVERSION");
    }

    @Override
    boolean isReadableAs(Class<?> type) {
        return false;
    }

    @Override
    public void reset() {
        bodyReadOnly(true);
        at = 0;
        within = -1;
    }

    @Override
    public void clearBody() throws JMSException {
        super.clearBody();
        values = new ArrayList<>();
        at = 0;
        within = -1;
    }

    private Object peek() throws JMSException {
        requireReadable();
        if (within >= 0) {
            throw new MessageFormatException("an array of bytes is to be read to its end first", "CONVERSION");
        }
        return current();
    }

    private void requireReadable() throws MessageNotReadableException {
        if (!isBodyReadOnly()) {
            throw new MessageNotReadableException("the body is being written; reset() begins to read it", "WRITE_ONLY");
        }
    }

    private Object current() throws MessageEOFException {
        if (at >= values.size()) {
            throw new MessageEOFException("the stream ends here", "EOF");
        }
        return values.get(at);
    }

    /** A conversion that may fail; the value stays to be read then. */
    private interface As<T> {
        T from(Object value) throws JMSException;
    }

    private <T> T read(As<T> as) throws JMSException {
        T value = as.from(peek());
        at++;
        return value;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return read(Conversions::toBoolean);
    }

    @Override
    public byte readByte() throws JMSException {
        return read(Conversions::toByte);
    }

    @Override
    public short readShort() throws JMSException {
        return read(Conversions::toShort);
    }

    @Override
    public char readChar() throws JMSException {
        return read(Conversions::toChar);
    }

    @Override
    public int readInt() throws JMSException {
        return read(Conversions::toInt);
    }

    @Override
    public long readLong() throws JMSException {
        return read(Conversions::toLong);
    }

    @Override
    public float readFloat() throws JMSException {
        return read(Conversions::toFloat);
    }

    @Override
    public double readDouble() throws JMSException {
        return read(Conversions::toDouble);
    }

    @Override
    public String readString() throws JMSException {
        return read(Conversions::toText);
    }

    /** Part after part; the last part is shorter than the buffer, or -1. */
    @Override
    public int readBytes(byte[] buffer) throws JMSException {
        requireReadable();
        Object value = current();
        if (value != null && !(value instanceof byte[])) {
            throw Conversions.unreadable(value, "byte[]");
        }
        if (value == null) {
            at++;
            return -1;
        }
        byte[] bytes = (byte[]) value;
        boolean first = within < 0;
        int from = first ? 0 : within;
        int count = Math.min(buffer.length, bytes.length - from);
        System.arraycopy(bytes, from, buffer, 0, count);
        if (count < buffer.length) {
            at++;
            within = -1;
            return count == 0 && !first ? -1 : count;
        }
        within = from + count;
        return count;
    }

    @Override
    public Object readObject() throws JMSException {
        return read(value -> value instanceof byte[] bytes ? bytes.clone() : value);
    }

    private void write(Object value) throws JMSException {
        requireWritableBody();
        values.add(value);
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(value);
    }

    @Override
    public void writeString(String value) throws JMSException {
        write(value);
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        write(value == null ? null : value.clone());
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        write(Arrays.copyOfRange(value, offset, Math.addExact(offset, length)));
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        requireWritableBody();
        write(Conversions.element(value));
    }
}
