// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A message as consumers are sent it.
 *
 * @param queueOffset its place in its queue
 * @param position the broker's handle of it
 * @param sysFlag bits of {@link SysFlag}; those about the hosts are set when it is written
 * @param properties as {@link MessageProperties} formats them
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared or changed.
public record WireMessage(
        String topic,
        int queueId,
        int flag,
        long queueOffset,
        long position,
        int sysFlag,
        long bornAt,
        NetAddress bornHost,
        long storedAt,
        NetAddress storeHost,
        int reconsumeTimes,
        long preparedPosition,
        byte[] body,
        String properties) {

    private static final int MAGIC = 0xDAA320A7;
    /** With two bytes for the length of the topic's name. */
    private static final int MAGIC_LONG_TOPIC = 0xDAA320AB;

    private static final int SHORT_TOPIC = 127;
    private static final int PROPERTIES_LIMIT = Short.MAX_VALUE;
    private static final int POSITIVE = 0x7fff_ffff;

    public void writeTo(ByteBuf out) {
        int start = out.writerIndex();
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] more = properties.getBytes(StandardCharsets.UTF_8);
        if (more.length > PROPERTIES_LIMIT) {
            throw new IllegalArgumentException("properties of " + more.length + " bytes");
        }
        boolean isLong = name.length > SHORT_TOPIC;
        out.writeInt(0);
        out.writeInt(isLong ? MAGIC_LONG_TOPIC : MAGIC);
        out.writeInt(crc(body));
        out.writeInt(queueId);
        out.writeInt(flag);
        out.writeLong(queueOffset);
        out.writeLong(position);
        out.writeInt(flags());
        out.writeLong(bornAt);
        bornHost.writeTo(out);
        out.writeLong(storedAt);
        storeHost.writeTo(out);
        out.writeInt(reconsumeTimes);
        out.writeLong(preparedPosition);
        out.writeInt(body.length);
        out.writeBytes(body);
        if (isLong) {
            out.writeShort(name.length);
        } else {
            out.writeByte(name.length);
        }
        out.writeBytes(name);
        out.writeShort(more.length);
        out.writeBytes(more);
        out.setInt(start, out.writerIndex() - start);
    }

    private int flags() {
        int hosts = SysFlag.BORN_HOST_V6 | SysFlag.STORE_HOST_V6;
        return (sysFlag & ~hosts)
                | (bornHost.isV6() ? SysFlag.BORN_HOST_V6 : 0)
                | (storeHost.isV6() ? SysFlag.STORE_HOST_V6 : 0);
    }

    public static int crc(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return (int) crc.getValue() & POSITIVE;
    }

    /**
     * Reads messages that stand one behind the other.
     *
     * @throws MalformedCommandException when they are none
     */
    public static List<WireMessage> readAll(byte[] octets) {
        ByteBuf in = Unpooled.wrappedBuffer(octets);
        List<WireMessage> all = new ArrayList<>();
        while (in.isReadable()) {
            all.add(read(in));
        }
        return all;
    }

    /**
     * Reads one message off the buffer.
     *
     * @throws MalformedCommandException when it is none
     */
    public static WireMessage read(ByteBuf in) {
        try {
            return readChecked(in);
        } catch (IndexOutOfBoundsException cut) {
            throw new MalformedCommandException("a message ends too early");
        }
    }

    private static WireMessage readChecked(ByteBuf in) {
        int end = in.readerIndex() + in.readInt();
        int magic = in.readInt();
        if (magic != MAGIC && magic != MAGIC_LONG_TOPIC) {
            throw new MalformedCommandException("no message begins with " + Integer.toHexString(magic));
        }
        in.skipBytes(Integer.BYTES);
        int queueId = in.readInt();
        int flag = in.readInt();
        long queueOffset = in.readLong();
        long position = in.readLong();
        int sysFlag = in.readInt();
        long bornAt = in.readLong();
        NetAddress bornHost = address(in, (sysFlag & SysFlag.BORN_HOST_V6) != 0);
        long storedAt = in.readLong();
        NetAddress storeHost = address(in, (sysFlag & SysFlag.STORE_HOST_V6) != 0);
        int reconsumeTimes = in.readInt();
        long prepared = in.readLong();
        byte[] body = bytes(in, in.readInt());
        String topic = text(in, magic == MAGIC ? in.readUnsignedByte() : in.readUnsignedShort());
        String properties = text(in, in.readUnsignedShort());
        if (in.readerIndex() != end) {
            throw new MalformedCommandException("a message is not as long as it says");
        }
        return new WireMessage(
                topic,
                queueId,
                flag,
                queueOffset,
                position,
                sysFlag,
                bornAt,
                bornHost,
                storedAt,
                storeHost,
                reconsumeTimes,
                prepared,
                body,
                properties);
    }

    private static NetAddress address(ByteBuf in, boolean v6) {
        return new NetAddress(bytes(in, v6 ? 16 : 4), in.readInt());
    }

    private static String text(ByteBuf in, int length) {
        if (length > in.readableBytes()) {
            throw new MalformedCommandException("a message ends too early");
        }
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    private static byte[] bytes(ByteBuf in, int length) {
        if (length < 0 || length > in.readableBytes()) {
            throw new MalformedCommandException("a message ends too early");
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }
}
