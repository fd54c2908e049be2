// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.List;
import java.util.Set;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.message.StompFormat;
import org.portagemq.stomp.message.StoredHeaders;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Headers;

/** Makes messages of SEND frames: what the broker has to know is read from their headers, all else is kept as it came. */
final class MessageMaker {

    /** Ten years in ms, as long as any time may be. */
    private static final long MAX_MS = 315_360_000_000L;

    /** What ActiveMQ's clients may ask for, and nobody here does. */
    private static final Set<String> UNSUPPORTED =
            Set.of("AMQ_SCHEDULED_PERIOD", "AMQ_SCHEDULED_REPEAT", "AMQ_SCHEDULED_CRON", "transformation");

    private MessageMaker() {}

    /**
     * The message of a frame.
     *
     * @param frame with the headers that are to be kept
     * @param user who sends it
     * @param nowMs epoch ms
     */
    static Message of(Frame frame, String routingKey, String user, long nowMs) {
        Headers headers = frame.headers();
        for (String name : UNSUPPORTED) {
            if (headers.has(name)) {
                throw StompException.unsupported(name, headers.get(name), "");
            }
        }
        requireOwnName(headers, user);
        String group = headers.get(HeaderNames.GROUP_ID);
        return new Message(
                List.of(routingKey),
                isDurable(headers),
                (int) Request.number(headers, HeaderNames.PRIORITY, 0, 255, 0),
                ttlMs(headers, nowMs),
                FlushPolicy.DEFAULT,
                List.of(),
                StompFormat.INSTANCE,
                StoredHeaders.of(frame),
                frame.body(),
                deliverAt(headers, nowMs),
                null,
                group == null || group.isEmpty() ? null : new OrderingKey(group));
    }

    private static void requireOwnName(Headers headers, String user) {
        String named = headers.get(HeaderNames.USER_ID);
        if (named != null && !named.equals(user)) {
            throw StompException.invalid(HeaderNames.USER_ID, named, "the connection has logged in as '" + user + "'");
        }
    }

    /** A receipt is a promise that the message survives, so that one is durable which asks for it and does not decline. */
    private static boolean isDurable(Headers headers) {
        boolean mode = Request.number(headers, HeaderNames.DELIVERY_MODE, 1, 2, 1) == 2;
        return Request.flag(headers, HeaderNames.PERSISTENT, mode || headers.has(HeaderNames.RECEIPT));
    }

    private static long ttlMs(Headers headers, long nowMs) {
        long expiration = Request.number(headers, HeaderNames.EXPIRATION, 0, MAX_MS, Message.NO_TTL);
        long expires = Request.number(headers, HeaderNames.EXPIRES, 0, Message.LATEST, 0);
        if (expires == 0) {
            return expiration;
        }
        long left = Math.max(0, expires - nowMs);
        return expiration == Message.NO_TTL ? left : Math.min(left, expiration);
    }

    private static long deliverAt(Headers headers, long nowMs) {
        long delay = Request.number(headers, HeaderNames.DELAY, 0, MAX_MS, 0);
        long time = Request.number(headers, HeaderNames.DELIVERY_TIME, 0, Message.LATEST, 0);
        if (delay > 0 && time > 0) {
            throw StompException.invalid(
                    HeaderNames.DELAY, Long.toString(delay), "there is " + HeaderNames.DELIVERY_TIME + " too");
        }
        if (delay > 0) {
            return nowMs + delay;
        }
        return time > nowMs ? time : Message.AT_ONCE;
    }
}
