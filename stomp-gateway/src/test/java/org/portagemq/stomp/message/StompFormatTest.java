// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portagemq.core.api.Address;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.stomp.wire.Command;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.FrameWriter;
import org.portagemq.stomp.wire.Headers;
import org.portagemq.stomp.wire.Version;

class StompFormatTest {

    private static Frame frame(boolean sized, String... namesAndValues) {
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Frame(Command.SEND, headers, Payload.utf8("body"), sized);
    }

    private static Message message(boolean sized, String... namesAndValues) {
        Frame frame = frame(sized, namesAndValues);
        return Message.of("k", false, StompFormat.INSTANCE, StoredHeaders.of(frame), frame.body());
    }

    private static String written(Version version, String... namesAndValues) {
        ByteBuf out = Unpooled.buffer();
        StoredHeaders.write(out, StoredHeaders.of(frame(true, namesAndValues)), new FrameWriter(version));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void headersComeBackInTheirOrderAndForm() {
        assertEquals("b:1\na:2\n", written(Version.V1_2, "b", "1", "a", "2"));
        assertEquals("b\\c:1\\n\\\\\n", written(Version.V1_2, "b:", "1\n\\"));
        assertEquals("b\\c:1\\r\n", written(Version.V1_2, "b:", "1\r"));
        assertEquals("b\\c:1\r\n", written(Version.V1_1, "b:", "1\r"));
        assertEquals("a:x:\\\n", written(Version.V1_0, "a", "x:\\", "b", "1\n2", "c", "", "d:", "x"));
    }

    @Test
    void whatIsOfTheFrameIsNotKept() {
        assertEquals(
                "keep:1\n",
                written(
                        Version.V1_2,
                        "destination",
                        "/queue/q",
                        "receipt",
                        "r",
                        "transaction",
                        "t",
                        "content-length",
                        "4",
                        "subscription",
                        "0",
                        "ack",
                        "a",
                        "keep",
                        "1"));
    }

    @Test
    void theSendersIdMakesRoomForThatOfTheDelivery() {
        assertEquals("amqp-message-id:mine\n", written(Version.V1_2, "message-id", "mine"));
    }

    @Test
    void propertiesAreTheHeaders() {
        Message message = message(true, "colour", "r:ed", "n", "1");
        assertEquals("r:ed", message.format().properties(message.header()).get("colour"));
        assertNull(message.format().properties(message.header()).get("other"));
    }

    @Test
    void wellKnownHeadersAreTheViewsFields() {
        Message message = message(
                true,
                "content-type",
                "a/b",
                "content-encoding",
                "gzip",
                "correlation-id",
                "c",
                "reply-to",
                "/queue/answers",
                "message-id",
                "m",
                "timestamp",
                "7",
                "type",
                "kind",
                "user-id",
                "u",
                "app-id",
                "app",
                "persistent",
                "true",
                "priority",
                "4",
                "z",
                "1",
                "a",
                "2");
        MessageView view = message.format().view(message);
        assertEquals("a/b", view.contentType());
        assertEquals("gzip", view.contentEncoding());
        assertEquals("c", view.correlationId());
        assertEquals(Address.group("answers"), view.replyTo());
        assertEquals("m", view.messageId());
        assertEquals(7_000L, view.timestampMs());
        assertEquals("kind", view.type());
        assertEquals("u", view.userId());
        assertEquals("app", view.appId());
        assertEquals(List.of("z", "a"), new ArrayList<>(view.headers().keySet()));
    }

    @ParameterizedTest
    @CsvSource({
        "true, x-none, x, bytes",
        "false, x-none, x, text",
        "true, content-type, text/plain; charset=utf-8, text",
        "true, content-type, application/json, text",
        "true, content-type, image/svg+xml, text",
        "false, content-type, application/octet-stream, bytes",
        "true, amq-msg-type, text, text",
        "false, amq-msg-type, bytes, bytes",
    })
    void aBodyIsTextByItsTypeOrWithoutALength(boolean sized, String header, String value, String kind) {
        Message message = message(sized, header, value);
        Payload body = Payload.utf8("body");
        assertEquals(
                kind.equals("text") ? new Body.Text(body) : new Body.Bytes(body),
                message.format().view(message).body());
    }

    @ParameterizedTest
    @CsvSource({"1700000000, 1700000000000", "1700000000123, 1700000000123", "soon, ", "-1, "})
    void timestampsAreInSecondsOrMilliseconds(String header, Long timestampMs) {
        Message message = message(true, "timestamp", header);
        assertEquals(timestampMs, message.format().view(message).timestampMs());
    }

    @Test
    void headersOfALaterLayoutAreNotGuessedAt() {
        Payload later = Payload.of(new byte[] {9, 0, 'a', ':', '1', '\n'});
        assertThrows(IllegalArgumentException.class, () -> StompFormat.INSTANCE.properties(later));
    }
}
