// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrameReaderTest implements FrameReader.Sink {

    private final List<String> seen = new ArrayList<>();
    private final FrameReader reader = new FrameReader(4_096);

    @Override
    public void method(int channel, ByteBuf payload) {
        seen.add("method " + channel + " " + payload.readableBytes());
    }

    @Override
    public void header(int channel, ByteBuf payload) {
        seen.add("header " + channel + " " + payload.readableBytes());
    }

    @Override
    public void body(int channel, ByteBuf payload) {
        seen.add("body " + channel + " " + payload.readableBytes());
    }

    @Override
    public void heartbeat() {
        seen.add("heartbeat");
    }

    private static ByteBuf frame(int type, int channel, int size) {
        return Unpooled.buffer()
                .writeByte(type)
                .writeShort(channel)
                .writeInt(size)
                .writeZero(size)
                .writeByte(Frames.END);
    }

    private void refused(ByteBuf octets, WireException.Kind kind) {
        WireException fault = assertThrows(WireException.class, () -> reader.read(octets, this));
        assertEquals(kind, fault.kind());
    }

    @Test
    void eachTypeGoesItsWay() {
        ByteBuf octets = Unpooled.wrappedBuffer(frame(1, 1, 4), frame(2, 2, 14), frame(3, 65_535, 9), frame(8, 0, 0));

        for (int i = 0; i < 4; i++) {
            reader.read(octets, this);
        }

        assertEquals(List.of("method 1 4", "header 2 14", "body 65535 9", "heartbeat"), seen);
        assertFalse(reader.read(octets, this));
    }

    @Test
    @Tag("amqp091.wire.split")
    void partsOfAFrameWait() {
        ByteBuf octets = frame(1, 1, 10);
        for (int length = 0; length < octets.readableBytes(); length++) {
            assertFalse(reader.read(octets.slice(0, length), this));
        }
    }

    @Test
    @Tag("amqp091.wire.end-octet")
    void wrongEndIsAFrameError() {
        ByteBuf octets = frame(1, 1, 4);
        octets.setByte(11, 0xCD);

        refused(octets, WireException.Kind.FRAME);
    }

    @Test
    @Tag("amqp091.wire.frame-size")
    void sizesAreToleratedByAFramesOverheadAndNoMore() {
        reader.read(frame(3, 1, 4_096), this);
        assertEquals(1, seen.size());

        refused(Unpooled.buffer().writeByte(3).writeShort(1).writeInt(4_097), WireException.Kind.FRAME);
        refused(Unpooled.buffer().writeByte(3).writeShort(1).writeInt(-1), WireException.Kind.FRAME);
    }

    @Test
    @Tag("amqp091.wire.frame-type")
    void unknownTypesAndFullHeartbeatsAreFrameErrors() {
        refused(frame(4, 0, 0), WireException.Kind.FRAME);
        refused(frame(8, 0, 1), WireException.Kind.FRAME);
        refused(frame(8, 1, 0), WireException.Kind.UNEXPECTED);
    }
}
