// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.ValueText;
import org.portagemq.stomp.message.Destination.Style;
import org.portagemq.stomp.message.Destinations;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompFormat;
import org.portagemq.stomp.message.StoredHeaders;
import org.portagemq.stomp.wire.Command;
import org.portagemq.stomp.wire.FrameWriter;
import org.portagemq.stomp.wire.Version;

/** Writes MESSAGE frames. The server's own headers stand first, since the first of a name counts. */
final class Messages {

    private static final byte[] MESSAGE_ID = ascii("message-id:");
    private static final byte[] ACK = ascii("ack:");
    private static final byte[] REDELIVERED = ascii("redelivered:true\n");

    private final Output output;
    private final StompSubscription.DestinationLines destinations = this::destinationLine;

    Messages(Output output) {
        this.output = output;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] destinationLine(Style style, String topic, String key) {
        return output.frames().line(HeaderNames.DESTINATION, Destinations.show(style, topic, key));
    }

    void write(StompSubscription subscription, Delivery delivery, long number) {
        if (output.isClosed()) {
            return;
        }
        StoredMessage stored = delivery.message();
        Message message = stored.message();
        FrameWriter frames = output.frames();
        ByteBuf out = output.begin(Command.MESSAGE);
        out.writeBytes(subscription.idLine());
        out.writeBytes(subscription.destinationLine(stored.topic(), message.routingKey(), destinations));
        id(out, MESSAGE_ID, subscription, number);
        if (subscription.mode() != AckMode.AUTO && frames.version().atLeast(Version.V1_2)) {
            id(out, ACK, subscription, number);
        }
        history(out, delivery);
        if (message.format().id() == StompFormat.INSTANCE.id()) {
            StoredHeaders.write(out, message.header(), frames);
            frames.end(out, message.body());
        } else {
            frames.end(out, foreign(out, message));
        }
        output.end();
    }

    private static void id(ByteBuf out, byte[] header, StompSubscription subscription, long number) {
        out.writeBytes(header);
        out.writeBytes(subscription.token());
        FrameWriter.decimal(out, number);
        out.writeByte('\n');
    }

    private void history(ByteBuf out, Delivery delivery) {
        if (delivery.redelivered()) {
            out.writeBytes(REDELIVERED);
        }
        if (delivery.attempts() > 0) {
            header(out, HeaderNames.DELIVERY_COUNT, Integer.toString(delivery.attempts()));
        }
        if (delivery.inStream()) {
            header(out, HeaderNames.OFFSET, Long.toString(delivery.offset()));
        }
        List<Death> deaths = delivery.message().deaths();
        if (!deaths.isEmpty()) {
            death(out, "x-first-death-", deaths.get(deaths.size() - 1));
            death(out, "x-last-death-", deaths.get(0));
        }
    }

    private void death(ByteBuf out, String prefix, Death death) {
        String reason = death.reason() == Death.Reason.OVERFLOW
                ? "maxlen"
                : death.reason().name().toLowerCase(Locale.ROOT);
        header(out, prefix + "reason", reason);
        header(out, prefix + "queue", death.group());
        header(out, prefix + "exchange", death.topic());
    }

    private void header(ByteBuf out, String name, String value) {
        if (value != null) {
            output.frames().header(out, name, value);
        }
    }

    /** Writes the headers of a message of another protocol. Returns its body. */
    private Payload foreign(ByteBuf out, Message message) {
        MessageView view = message.format().view(message);
        Body body = view.body();
        boolean json = body instanceof Body.Value && view.contentType() == null;
        header(out, HeaderNames.CONTENT_TYPE, json ? "application/json" : view.contentType());
        header(out, HeaderNames.CONTENT_ENCODING, view.contentEncoding());
        header(out, HeaderNames.PERSISTENT, message.durable() ? "true" : null);
        header(out, HeaderNames.PRIORITY, message.priority() == 0 ? null : Integer.toString(message.priority()));
        header(out, HeaderNames.EXPIRATION, message.ttlMs() == Message.NO_TTL ? null : Long.toString(message.ttlMs()));
        header(out, HeaderNames.CORRELATION_ID, ValueText.ofScalar(view.correlationId()));
        header(out, HeaderNames.REPLY_TO, view.replyTo() == null ? null : Destinations.show(view.replyTo()));
        header(out, HeaderNames.SENDERS_ID, ValueText.ofScalar(view.messageId()));
        header(out, HeaderNames.TIMESTAMP, view.timestampMs() == null ? null : seconds(view.timestampMs()));
        header(out, HeaderNames.TYPE, view.type());
        header(out, HeaderNames.USER_ID, view.userId());
        header(out, HeaderNames.APP_ID, view.appId());
        header(out, HeaderNames.GROUP_ID, message.orderingKey());
        view.headers().forEach((name, value) -> {
            if (HeaderNames.isFree(name)) {
                header(out, name, ValueText.ofScalar(value));
            }
        });
        if (body instanceof Body.Bytes bytes) {
            return bytes.bytes();
        }
        return body instanceof Body.Text text ? text.utf8() : Payload.utf8(ValueText.json(((Body.Value) body).value()));
    }

    private static String seconds(long timestampMs) {
        return Long.toString(Math.floorDiv(timestampMs, 1_000L));
    }
}
