// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.portagemq.client.session.MessageHeader;

/** A message with bytes: written first, read after {@link #reset()}. */
public final class PortageBytesMessage extends PortageMessage implements BytesMessage {

    private ByteArrayOutputStream written = new ByteArrayOutputStream();
    private DataOutputStream out = new DataOutputStream(written);
    private byte[] bytes;
    private DataInputStream in;

    @Override
    public MessageHeader.BodyKind bodyKind() {
        return MessageHeader.BodyKind.BYTES;
    }

    @Override
    byte[] encodeBody() {
        return bytes == null ? written.toByteArray() : bytes;
    }

    @Override
    void decodeBody(byte[] body, ObjectRules objects) {
        bytes = body;
        rewind();
    }

    @Override
    Object body() {
        byte[] all = encodeBody();
        return all.length == 0 ? null : all.clone();
    }

    @Override
    boolean isReadableAs(Class<?> type) {
        return body() == null || type.isAssignableFrom(byte[].class);
    }

    @Override
    public void reset() {
        bytes = encodeBody();
        bodyReadOnly(true);
        rewind();
    }

    private void rewind() {
        in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    @Override
    public void clearBody() throws JMSException {
        super.clearBody();
        bytes = null;
        in = null;
        written = new ByteArrayOutputStream();
        out = new DataOutputStream(written);
    }

    @Override
    public long getBodyLength() throws JMSException {
        requireReadable();
        return bytes.length;
    }

    private void requireReadable() throws MessageNotReadableException {
        if (!isBodyReadOnly()) {
            throw new MessageNotReadableException("the body is being written; reset() begins to read it", "WRITE_ONLY");
        }
        if (in == null) {
            bytes = new byte[0];
            rewind();
        }
    }

    /** Something that may meet the end. */
    private interface Read<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** Reads all of it, or nothing. */
    private <T> T read(Read<T> read) throws JMSException {
        requireReadable();
        in.mark(Integer.MAX_VALUE);
        try {
            return read.from(in);
        } catch (EOFException end) {
            throw rewound(new MessageEOFException("the body ends here", "EOF"), end);
        } catch (IOException malformed) {
            throw rewound(new MessageFormatException("what is here cannot be read so", "CONVERSION"), malformed);
        }
    }

    private JMSException rewound(JMSException failure, IOException cause) {
        try {
            in.reset();
        } catch (IOException impossible) {
            failure.addSuppressed(impossible);
        }
        failure.initCause(cause);
        return failure;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return read(DataInputStream::readBoolean);
    }

    @Override
    public byte readByte() throws JMSException {
        return read(DataInputStream::readByte);
    }

    @Override
    public int readUnsignedByte() throws JMSException {
        return read(DataInputStream::readUnsignedByte);
    }

    @Override
    public short readShort() throws JMSException {
        return read(DataInputStream::readShort);
    }

    @Override
    public int readUnsignedShort() throws JMSException {
        return read(DataInputStream::readUnsignedShort);
    }

    @Override
    public char readChar() throws JMSException {
        return read(DataInputStream::readChar);
    }

    @Override
    public int readInt() throws JMSException {
        return read(DataInputStream::readInt);
    }

    @Override
    public long readLong() throws JMSException {
        return read(DataInputStream::readLong);
    }

    @Override
    public float readFloat() throws JMSException {
        return read(DataInputStream::readFloat);
    }

    @Override
    public double readDouble() throws JMSException {
        return read(DataInputStream::readDouble);
    }

    @Override
    public String readUTF() throws JMSException {
        return read(from -> from.readUTF());
    }

    @Override
    public int readBytes(byte[] value) throws JMSException {
        return readBytes(value, value.length);
    }

    @Override
    public int readBytes(byte[] value, int length) throws JMSException {
        requireReadable();
        if (length < 0 || length > value.length) {
            throw new IndexOutOfBoundsException(
                    "a length of " + length + " is not within an array of " + value.length + " bytes");
        }
        return read(from -> from.read(value, 0, length));
    }

    /** Something that is written. */
    private interface Write {
        void to(DataOutputStream out) throws IOException;
    }

    private void write(Write write) throws JMSException {
        requireWritableBody();
        try {
            write.to(out);
        } catch (IOException unwritable) {
            JMSException failure = new MessageFormatException("the value cannot be written", "CONVERSION");
            failure.initCause(unwritable);
            throw failure;
        }
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(to -> to.writeBoolean(value));
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(to -> to.writeByte(value));
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(to -> to.writeShort(value));
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(to -> to.writeChar(value));
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(to -> to.writeInt(value));
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(to -> to.writeLong(value));
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(to -> to.writeFloat(value));
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(to -> to.writeDouble(value));
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        write(to -> to.writeUTF(value));
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        write(to -> to.write(value));
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        byte[] part = Arrays.copyOfRange(value, offset, Math.addExact(offset, length));
        write(to -> to.write(part));
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        requireWritableBody();
        if (value == null) {
            throw new NullPointerException("null has no form in bytes");
        }
        Object element = Conversions.element(value);
        write(to -> writeElement(to, element));
    }

    private static void writeElement(DataOutputStream to, Object value) throws IOException {
        if (value instanceof Boolean truth) {
            to.writeBoolean(truth);
        } else if (value instanceof Byte number) {
            to.writeByte(number);
        } else if (value instanceof Short number) {
            to.writeShort(number);
        } else if (value instanceof Character one) {
            to.writeChar(one);
        } else if (value instanceof Integer number) {
            to.writeInt(number);
        } else if (value instanceof Long number) {
            to.writeLong(number);
        } else if (value instanceof Float number) {
            to.writeFloat(number);
        } else if (value instanceof Double number) {
            to.writeDouble(number);
        } else if (value instanceof String text) {
            to.writeUTF(text);
        } else {
            to.write((byte[]) value);
        }
    }
}
