// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;

/**
 * Cuts the stream of octets into frames. Checks type, size and end of each; a size is compared with the limit before
 * anything waits for that many octets. Belongs to one connection.
 */
public final class FrameReader {

    /** Takes the frames in their order. Buffers are valid during the call only. */
    public interface Sink {

        void method(int channel, ByteBuf payload);

        void header(int channel, ByteBuf payload);

        void body(int channel, ByteBuf payload);

        void heartbeat();
    }

    /** Clients in the field are off by the head and end of a frame: tolerated. */
    private static final int TOLERANCE = Frames.OVERHEAD;

    private int maxPayload;

    /**
     * @param frameMax the largest frame as negotiated, with its head and end; see {@link #frameMax}
     */
    public FrameReader(int frameMax) {
        frameMax(frameMax);
    }

    public void frameMax(int frameMax) {
        maxPayload = frameMax - Frames.OVERHEAD + TOLERANCE;
    }

    /**
     * Hands one frame to the sink, if a whole one is there.
     *
     * @return false when more octets are needed
     */
    public boolean read(ByteBuf in, Sink sink) {
        if (in.readableBytes() < Frames.HEAD_SIZE) {
            return false;
        }
        int start = in.readerIndex();
        int type = in.getUnsignedByte(start);
        int channel = in.getUnsignedShort(start + 1);
        long size = in.getUnsignedInt(start + 3);
        check(type, channel, size);
        if (in.readableBytes() < size + Frames.OVERHEAD) {
            return false;
        }
        int end = in.getUnsignedByte(start + Frames.HEAD_SIZE + (int) size);
        if (end != Frames.END) {
            throw WireException.frame(
                    "frame of type " + type + " ends with octet " + end + " instead of " + Frames.END);
        }
        in.skipBytes(Frames.HEAD_SIZE);
        ByteBuf payload = in.readSlice((int) size);
        in.skipBytes(1);
        hand(type, channel, payload, sink);
        return true;
    }

    private void check(int type, int channel, long size) {
        if (type != Frames.METHOD && type != Frames.HEADER && type != Frames.BODY && type != Frames.HEARTBEAT) {
            throw WireException.frame("unknown frame type " + type);
        }
        if (size > maxPayload) {
            throw WireException.frame("frame of " + size + " octets is larger than negotiated: "
                    + (maxPayload - TOLERANCE + Frames.OVERHEAD));
        }
        if (type == Frames.HEARTBEAT) {
            if (channel != 0) {
                throw new WireException(WireException.Kind.UNEXPECTED, "heartbeat on channel " + channel);
            }
            if (size != 0) {
                throw WireException.frame("heartbeat with a payload");
            }
        }
    }

    private static void hand(int type, int channel, ByteBuf payload, Sink sink) {
        switch (type) {
            case Frames.METHOD -> sink.method(channel, payload);
            case Frames.HEADER -> sink.header(channel, payload);
            case Frames.BODY -> sink.body(channel, payload);
            default -> sink.heartbeat();
        }
    }
}
