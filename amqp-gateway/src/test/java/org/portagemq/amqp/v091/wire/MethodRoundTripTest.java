// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.Methods;

class MethodRoundTripTest {

    @Test
    @Tag("amqp091.wire.methods")
    void everyMethodReadsWhatItWrote() {
        List<Method> all = Methods.all();
        assertEquals(66, all.size());
        for (Method method : all) {
            ByteBuf bytes = Unpooled.buffer();
            method.write(new ArgumentWriter(bytes));

            Method read = read(method, bytes);

            assertEquals(method, read);
            assertEquals(0, bytes.readableBytes(), method.toString());
        }
    }

    @Test
    @Tag("amqp091.wire.arguments")
    void everyMethodCutShortIsAFrameOrSyntaxError() {
        for (Method method : Methods.all()) {
            ByteBuf bytes = Unpooled.buffer();
            method.write(new ArgumentWriter(bytes));
            for (int length = 0; length < bytes.readableBytes(); length++) {
                ByteBuf cut = bytes.slice(0, length);
                assertThrows(WireException.class, () -> read(method, cut), () -> method + " cut to " + cut);
            }
        }
    }

    private static Method read(Method like, ByteBuf bytes) {
        ArgumentReader in = new ArgumentReader(bytes, new ShortStrings(), TableLimits.DEFAULT);
        return MethodReader.read(like.classId(), like.methodId(), in).orElseThrow();
    }

    @Test
    @Tag("amqp091.wire.unknown-method")
    void idsThatDoNotExistReadAsNothing() {
        ArgumentReader in = new ArgumentReader(Unpooled.EMPTY_BUFFER, new ShortStrings(), TableLimits.DEFAULT);

        assertTrue(MethodReader.read(60, 999, in).isEmpty());
        assertTrue(MethodReader.read(61, 10, in).isEmpty());
    }

    @Test
    @Tag("amqp091.wire.methods")
    void queueDeclareIsLaidOutAsTheSpecificationSays() {
        ByteBuf bytes = Unpooled.buffer();
        new QueueMethod.Declare(0, "q", false, true, false, true, false, Map.of()).write(new ArgumentWriter(bytes));

        byte[] expected = {
            0,
            0, // ticket
            1,
            'q', // queue
            0b01010, // passive, durable, exclusive, auto-delete, nowait: from the lowest bit up
            0,
            0,
            0,
            0 // arguments: an empty table
        };
        assertArrayEquals(expected, ByteBufUtil.getBytes(bytes));
    }

    @Test
    @Tag("amqp091.wire.frame-layout")
    void frameHasTypeChannelSizePayloadAndEnd() {
        ByteBuf bytes = Unpooled.buffer();
        new FrameWriter().ack(bytes, 0x0102, 5, true);

        byte[] expected = {
            1,
            1,
            2,
            0,
            0,
            0,
            13, // method, channel 258, 13 octets
            0,
            60,
            0,
            80, // basic.ack
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            5, // delivery tag
            1, // multiple
            (byte) 0xCE
        };
        assertArrayEquals(expected, ByteBufUtil.getBytes(bytes));
    }
}
