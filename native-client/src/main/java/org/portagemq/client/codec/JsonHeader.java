// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Headers in JSON. What is not known of one is left out. */
final class JsonHeader {

    private JsonHeader() {}

    static Command read(byte[] header, byte[] body) {
        return JsonReader.read(header, in -> read(in, body));
    }

    private static Command read(JsonParser in, byte[] body) throws IOException {
        int code = 0;
        int language = Languages.JAVA;
        int version = 0;
        int opaque = 0;
        int flags = 0;
        String remark = null;
        Map<String, String> fields = Map.of();
        require(in, JsonToken.START_OBJECT);
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            switch (name) {
                case "code" -> code = JsonReader.intValue(in);
                case "language" ->
                    language = value == JsonToken.VALUE_STRING ? Languages.number(in.getText()) : in.getIntValue();
                case "version" -> version = JsonReader.intValue(in);
                case "opaque" -> opaque = JsonReader.intValue(in);
                case "flag" -> flags = JsonReader.intValue(in);
                case "remark" -> remark = in.getValueAsString();
                case "extFields" -> fields = fields(in);
                default -> in.skipChildren();
            }
        }
        return new Command(HeaderEncoding.JSON, code, language, version, opaque, flags, remark, fields, body);
    }

    private static Map<String, String> fields(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        require(in, JsonToken.START_OBJECT);
        Map<String, String> fields = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            Object value = JsonReader.value(in);
            if (value != null) {
                fields.put(name, value instanceof String text ? text : Json.write(value));
            }
        }
        return fields;
    }

    private static void require(JsonParser in, JsonToken wanted) {
        if (in.currentToken() != wanted) {
            throw new MalformedCommandException("malformed JSON: a header is an object");
        }
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
