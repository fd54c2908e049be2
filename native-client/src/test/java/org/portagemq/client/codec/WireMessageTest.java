// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireMessageTest {

    private static final NetAddress HOST = new NetAddress(new byte[] {127, 0, 0, 1}, 20_911);
    private static final NetAddress HOST_V6 = new NetAddress(new byte[16], 20_911);

    private static WireMessage message(String topic, NetAddress host, String properties) {
        return new WireMessage(
                topic, 1, 0, 0, 0, 0, 0, host, 5, host, 0, 0, "hello".getBytes(StandardCharsets.UTF_8), properties);
    }

    private static WireMessage again(WireMessage message) {
        ByteBuf out = Unpooled.buffer();
        message.writeTo(out);
        return WireMessage.read(out);
    }

    @Test
    void aMessageHasTheBytesThatClientsExpect() {
        ByteBuf out = Unpooled.buffer();
        message("T1", HOST, "x".repeat(133)).writeTo(out);
        assertEquals(231, out.readableBytes());
        String start = "000000e7daa320a73610a686000000010000000000000000000000000000000000000000" + "00000000"
                + "0000000000000000" + "7f000001" + "000051af";
        assertEquals(start, ByteBufUtil.hexDump(out, 0, start.length() / 2));
    }

    @Test
    void aMessageIsReadAsItWasWritten() {
        for (WireMessage message : List.of(
                message("T1", HOST, "a\u0001b\u0002"), message("t".repeat(200), HOST, ""), message("T", HOST_V6, ""))) {
            WireMessage read = again(message);
            assertEquals(message.topic(), read.topic());
            assertEquals(message.properties(), read.properties());
            assertEquals(message.bornHost(), read.bornHost());
            assertEquals(message.storeHost(), read.storeHost());
            assertArrayEquals(message.body(), read.body());
        }
    }

    @Test
    void aCutMessageIsMalformed() {
        ByteBuf out = Unpooled.buffer();
        message("T1", HOST, "").writeTo(out);
        for (int length = 0; length < out.readableBytes(); length++) {
            ByteBuf cut = out.slice(0, length);
            assertThrows(MalformedCommandException.class, () -> WireMessage.read(cut));
        }
    }

    @Test
    void anOffsetMessageIdNamesBrokerAndPosition() {
        OffsetMessageId id = new OffsetMessageId(HOST, 231);
        assertEquals("7F000001000051AF00000000000000E7", id.toString());
        assertEquals(id, OffsetMessageId.parse(id.toString()));
        OffsetMessageId six = new OffsetMessageId(HOST_V6, -1);
        assertEquals(56, six.toString().length());
        assertEquals(six, OffsetMessageId.parse(six.toString()));
        assertThrows(IllegalArgumentException.class, () -> OffsetMessageId.parse("7F00"));
        assertThrows(IllegalArgumentException.class, () -> OffsetMessageId.parse("x".repeat(32)));
    }

    @Test
    void aBatchIsReadAsClientsWriteIt() {
        byte[] batch = HexFormat.of()
                .parseHex(
                        "000000620000000000000000000000000000000662617463683100464b45595301623102554e49515f4b455901374630"
                                + "303030303137354441333039343645303936364430463535423030303302574149540174727565025441475301546167"
                                + "4102000000620000000000000000000000000000000662617463683200464b45595301623202554e49515f4b45590137"
                                + "463030303030313735444133303934364530393636443046353542303030340257414954017472756502544147530154"
                                + "61674102");
        List<BatchedMessage> messages = BatchedMessage.readAll(batch);
        assertEquals(2, messages.size());
        assertEquals("batch2", new String(messages.get(1).body(), StandardCharsets.UTF_8));
        Map<String, String> properties = MessageProperties.parse(messages.get(0).properties());
        assertEquals("b1", properties.get(MessageProperties.KEYS));
        assertEquals("TagA", properties.get(MessageProperties.TAGS));
        assertEquals(messages.get(0).properties(), MessageProperties.format(properties));
        byte[] cut = java.util.Arrays.copyOf(batch, batch.length - 1);
        assertThrows(MalformedCommandException.class, () -> BatchedMessage.readAll(cut));
    }

    @Test
    void compressionOfOldClientsIsZlib() {
        assertEquals(SysFlag.Compression.ZLIB, SysFlag.compression(1));
        assertEquals(SysFlag.Compression.ZLIB, SysFlag.compression(769));
        assertEquals(SysFlag.Compression.LZ4, SysFlag.compression(0x101));
        assertEquals(SysFlag.Compression.NONE, SysFlag.compression(768));
    }
}
