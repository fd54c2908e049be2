// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.amqp.v091.Methods;
import org.portagemq.core.api.Payload;

/** Good octets of every kind, from which inputs for {@link WireFuzzTarget} are made. */
public final class WireFuzzSeeds {

    private WireFuzzSeeds() {}

    /** Writes each into a file of its own in the folder that is named. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<byte[]> seeds = all();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }

    static List<byte[]> all() {
        List<byte[]> seeds = new ArrayList<>();
        FrameWriter writer = new FrameWriter();
        for (Method method : Methods.all()) {
            ByteBuf plain = Unpooled.buffer().writeShort(method.classId()).writeShort(method.methodId());
            method.write(new ArgumentWriter(plain));
            seeds.add(input(WireFuzzTarget.METHOD, plain));
            ByteBuf framed = Unpooled.buffer();
            writer.method(framed, 1, method);
            seeds.add(input(WireFuzzTarget.FRAMES, framed));
        }
        ByteBuf table = everyType();
        seeds.add(input(WireFuzzTarget.TABLE, table.duplicate()));
        seeds.add(input(WireFuzzTarget.HEADER, everyProperty(table)));
        ByteBuf content = Unpooled.buffer();
        writer.content(content, 1, ContentHeader.NO_PROPERTIES, Payload.utf8("body"));
        writer.heartbeat(content);
        seeds.add(input(WireFuzzTarget.FRAMES, content));
        return seeds;
    }

    private static byte[] input(int what, ByteBuf octets) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(Unpooled.buffer(1).writeByte(what), octets));
    }

    /** The fields of a table with all that is written, and the types that are only read. */
    private static ByteBuf everyType() {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("t", true);
        written.put("b", (byte) 1);
        written.put("s", (short) 2);
        written.put("I", 3);
        written.put("l", 4L);
        written.put("f", 5f);
        written.put("d", 6d);
        written.put("D", new BigDecimal("7.8"));
        written.put("T", Instant.ofEpochSecond(9));
        written.put("S", "text");
        written.put("A", List.of(1, "a", List.of(2L)));
        written.put("F", Map.of("inner", Map.of("deep", 1)));
        written.put("x", Payload.of(new byte[] {1, (byte) 0xFF}));
        written.put("V", null);
        ByteBuf fields = Unpooled.buffer();
        FieldTables.write(fields, written);
        fields.skipBytes(4);
        for (String type : List.of("B", "u", "U", "i", "L")) {
            fields.writeByte(1).writeBytes(type.getBytes(StandardCharsets.US_ASCII));
            fields.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
            fields.writeZero(
                    switch (type) {
                        case "B" -> 1;
                        case "u", "U" -> 2;
                        case "i" -> 4;
                        default -> 8;
                    });
        }
        return fields;
    }

    private static ByteBuf everyProperty(ByteBuf table) {
        ByteBuf header = Unpooled.buffer().writeShort(60).writeShort(0).writeLong(5);
        header.writeShort(0xFFFC);
        text(header, "text/plain");
        text(header, "gzip");
        header.writeInt(table.readableBytes()).writeBytes(table.duplicate());
        header.writeByte(2).writeByte(4);
        text(header, "correlation");
        text(header, "amq.rabbitmq.reply-to");
        text(header, "60000");
        text(header, "message");
        header.writeLong(1_000);
        text(header, "type");
        text(header, "guest");
        text(header, "app");
        text(header, "");
        return header;
    }

    private static void text(ByteBuf out, String text) {
        out.writeByte(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
