// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.portagemq.core.api.Payload;

/** Appends frames to a buffer. Holds no state but the negotiated frame-max. */
public final class FrameWriter {

    private int maxPayload = Frames.MIN_SIZE - Frames.OVERHEAD;

    /**
     * @param frameMax the largest frame as negotiated, with its head and end
     */
    public void frameMax(int frameMax) {
        maxPayload = frameMax - Frames.OVERHEAD;
    }

    public void method(ByteBuf out, int channel, Method method) {
        int start = begin(out, Frames.METHOD, channel);
        out.writeShort(method.classId());
        out.writeShort(method.methodId());
        method.write(new ArgumentWriter(out));
        end(out, start);
    }

    /** basic.deliver, without a record for it: this is what a broker writes most. */
    public void deliver(
            ByteBuf out,
            int channel,
            byte[] consumerTag,
            long deliveryTag,
            boolean redelivered,
            String exchange,
            String key) {
        int start = begin(out, Frames.METHOD, channel);
        out.writeShort(BasicMethod.CLASS_ID);
        out.writeShort(BasicMethod.Deliver.ID);
        out.writeByte(consumerTag.length);
        out.writeBytes(consumerTag);
        out.writeLong(deliveryTag);
        out.writeBoolean(redelivered);
        ArgumentWriter.writeShortString(out, exchange);
        ArgumentWriter.writeShortString(out, key);
        end(out, start);
    }

    /** basic.ack. */
    public void ack(ByteBuf out, int channel, long deliveryTag, boolean multiple) {
        int start = begin(out, Frames.METHOD, channel);
        out.writeShort(BasicMethod.CLASS_ID);
        out.writeShort(BasicMethod.Ack.ID);
        out.writeLong(deliveryTag);
        out.writeBoolean(multiple);
        end(out, start);
    }

    /**
     * Content header and body.
     *
     * @param properties flags and properties as they stand in a content header
     */
    public void content(ByteBuf out, int channel, Payload properties, Payload body) {
        int start = begin(out, Frames.HEADER, channel);
        out.writeShort(BasicMethod.CLASS_ID);
        out.writeShort(0);
        out.writeLong(body.length());
        out.writeBytes(properties.array());
        end(out, start);
        byte[] bytes = body.array();
        for (int offset = 0; offset < bytes.length; offset += maxPayload) {
            int size = Math.min(maxPayload, bytes.length - offset);
            int frame = begin(out, Frames.BODY, channel);
            out.writeBytes(bytes, offset, size);
            end(out, frame);
        }
    }

    public void heartbeat(ByteBuf out) {
        end(out, begin(out, Frames.HEARTBEAT, 0));
    }

    private static int begin(ByteBuf out, int type, int channel) {
        int start = out.writerIndex();
        out.ensureWritable(64);
        out.writeByte(type);
        out.writeShort(channel);
        out.writeInt(0);
        return start;
    }

    private static void end(ByteBuf out, int start) {
        out.setInt(start + 3, out.writerIndex() - start - Frames.HEAD_SIZE);
        out.writeByte(Frames.END);
    }

    /** A consumer's tag as {@link #deliver} takes it. */
    public static byte[] tag(String consumerTag) {
        return consumerTag.getBytes(StandardCharsets.UTF_8);
    }
}
