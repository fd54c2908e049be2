// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.stomp.wire.Headers;

/** Messages as STOMP's clients send them: header lines in order, all values texts. */
public final class StompFormat implements MessageFormat {

    public static final StompFormat INSTANCE = new StompFormat();

    /** Timestamps below are in seconds: as milliseconds they would be before 1973. */
    private static final long SECONDS_LIMIT = 100_000_000_000L;

    private StompFormat() {}

    @Override
    public byte id() {
        return 2;
    }

    @Override
    public String name() {
        return "stomp";
    }

    @Override
    public Properties properties(Payload header) {
        return StoredHeaders.read(header)::get;
    }

    @Override
    public MessageView view(Message message) {
        Headers headers = StoredHeaders.read(message.header());
        MessageView.Builder view = new MessageView.Builder(body(message, headers))
                .contentType(headers.get(HeaderNames.CONTENT_TYPE))
                .contentEncoding(headers.get(HeaderNames.CONTENT_ENCODING))
                .correlationId(headers.get(HeaderNames.CORRELATION_ID))
                .messageId(headers.get(HeaderNames.SENDERS_ID))
                .timestampMs(milliseconds(headers.get(HeaderNames.TIMESTAMP)))
                .type(headers.get(HeaderNames.TYPE))
                .userId(headers.get(HeaderNames.USER_ID))
                .appId(headers.get(HeaderNames.APP_ID));
        String replyTo = headers.get(HeaderNames.REPLY_TO);
        if (replyTo != null) {
            view.replyTo(Destinations.address(replyTo));
        }
        headers.forEach((name, value) -> {
            if (!HeaderNames.isWellKnown(name)) {
                view.header(name, value);
            }
        });
        return view.build();
    }

    /**
     * Text, when the sender says so by a type or by leaving out the length, as the applications of ActiveMQ do; bytes
     * otherwise.
     */
    private static Body body(Message message, Headers headers) {
        String kind = headers.get(HeaderNames.BODY_TYPE);
        boolean text;
        if (kind != null) {
            text = kind.equals("text");
        } else if (headers.has(HeaderNames.CONTENT_TYPE)) {
            text = isText(headers.get(HeaderNames.CONTENT_TYPE));
        } else {
            text = !StoredHeaders.isSized(message.header());
        }
        return text ? new Body.Text(message.body()) : new Body.Bytes(message.body());
    }

    private static boolean isText(String contentType) {
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        return type.startsWith("text/")
                || type.equals("application/json")
                || type.equals("application/xml")
                || type.endsWith("+json")
                || type.endsWith("+xml");
    }

    private static Long milliseconds(String timestamp) {
        if (timestamp == null || !timestamp.matches("[0-9]{1,18}")) {
            return null;
        }
        long number = Long.parseLong(timestamp);
        return number < SECONDS_LIMIT ? number * 1_000 : number;
    }
}
