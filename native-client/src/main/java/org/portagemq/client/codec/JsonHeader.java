// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.LinkedHashMap;
import java.util.Map;

/** Headers in JSON. What is not known of one is left out. */
final class JsonHeader {

    private JsonHeader() {}

    static Command read(byte[] header, byte[] body) {
        JsonParser in = new JsonParser(header);
        int code = 0;
        int language = Languages.JAVA;
        int version = 0;
        int opaque = 0;
        int flags = 0;
        String remark = null;
        Map<String, String> fields = Map.of();
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "code" -> code = in.intValue();
                case "language" -> language = in.peekIsText() ? Languages.number(in.text()) : in.intValue();
                case "version" -> version = in.intValue();
                case "opaque" -> opaque = in.intValue();
                case "flag" -> flags = in.intValue();
                case "remark" -> remark = in.textOrNull();
                case "extFields" -> fields = fields(in);
                default -> in.value();
            }
        }
        in.end();
        return new Command(HeaderEncoding.JSON, code, language, version, opaque, flags, remark, fields, body);
    }

    private static Map<String, String> fields(JsonParser in) {
        if (in.skipNull()) {
            return Map.of();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            Object value = in.value();
            if (value != null) {
                fields.put(name, value instanceof String text ? text : Json.write(value));
            }
        }
        return fields;
    }

    static void write(Command command, ByteBuf out) {
        StringBuilder text = new StringBuilder(256);
        text.append("{\"code\":").append(command.code());
        if (!command.fields().isEmpty()) {
            text.append(",\"extFields\":{");
            int start = text.length();
            command.fields().forEach((name, value) -> {
                if (value != null) {
                    text.append(text.length() == start ? "" : ",");
                    Json.quote(name, text);
                    text.append(':');
                    Json.quote(value, text);
                }
            });
            text.append('}');
        }
        text.append(",\"flag\":").append(command.flags());
        text.append(",\"language\":\"").append(Languages.name(command.language()));
        text.append("\",\"opaque\":").append(command.opaque());
        if (command.remark() != null) {
            text.append(",\"remark\":");
            Json.quote(command.remark(), text);
        }
        text.append(",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":")
                .append(command.version())
                .append('}');
        ByteBufUtil.writeUtf8(out, text);
    }
}
