// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.portagemq.amqp.v091.wire.FieldTables;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.Payload;

/** A name and a password, as the mechanisms on offer carry them. The password is for the authenticator only. */
record SaslResponse(String name, Payload password) {

    /** The mechanisms that carry them, in the order of preference. */
    static final String PASSWORD_MECHANISMS = "PLAIN AMQPLAIN";

    static SaslResponse read(String mechanism, Payload response, String offered) {
        return switch (mechanism) {
            case "PLAIN" -> plain(response.array());
            case "AMQPLAIN" -> amqPlain(response.array());
            default ->
                throw ReplyCode.COMMAND_INVALID.because(
                        "authentication mechanism '" + mechanism + "' is not offered; offered are " + offered);
        };
    }

    /** RFC 4616: {@code NUL name NUL password}, with nothing before the first. */
    private static SaslResponse plain(byte[] response) {
        int second = response.length > 0 && response[0] == 0 ? indexOfNul(response, 1) : -1;
        if (second < 0 || indexOfNul(response, second + 1) >= 0) {
            throw ReplyCode.SYNTAX_ERROR.because("malformed PLAIN response: expected NUL, name, NUL, password");
        }
        String name = new String(response, 1, second - 1, StandardCharsets.UTF_8);
        byte[] password = new byte[response.length - second - 1];
        System.arraycopy(response, second + 1, password, 0, password.length);
        return new SaslResponse(name, Payload.of(password));
    }

    private static int indexOfNul(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    /** A field table without its length: LOGIN and PASSWORD. */
    private static SaslResponse amqPlain(byte[] response) {
        Map<String, Object> fields = FieldTables.readFields(Unpooled.wrappedBuffer(response), TableLimits.STRICT);
        return new SaslResponse(bytes(fields, "LOGIN").toUtf8(), bytes(fields, "PASSWORD"));
    }

    private static Payload bytes(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        if (value instanceof String text) {
            return Payload.utf8(text);
        }
        if (value instanceof Payload bytes) {
            return bytes;
        }
        throw ReplyCode.SYNTAX_ERROR.because("malformed AMQPLAIN response: field " + name + " is missing");
    }

    @Override
    public String toString() {
        return "SaslResponse[" + name + ", ***]";
    }
}
