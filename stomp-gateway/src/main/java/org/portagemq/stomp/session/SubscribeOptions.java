// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.List;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.StreamStart;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.message.StompVocabulary;
import org.portagemq.stomp.wire.Headers;
import org.portagemq.stomp.wire.Version;

/**
 * What a SUBSCRIBE frame asks for, in the words of either family of servers. What cannot be had is refused by its name.
 *
 * @param prefetch how many messages may be unacknowledged
 * @param exclusive whether no other may consume meanwhile
 * @param start where in a stream to begin; null where nothing is said
 */
record SubscribeOptions(AckMode mode, Filter filter, int prefetch, boolean exclusive, int priority, StreamStart start) {

    private static final String PREFETCH = "prefetch-count";
    private static final String ACTIVEMQ_PREFETCH = "activemq.prefetchSize";
    private static final String SELECTOR = "selector";
    private static final String WINDOW = "consumer-window-size";

    private static final List<String> UNSUPPORTED = List.of(
            "browser",
            "transformation",
            "no-local",
            "activemq.noLocal",
            "activemq.retroactive",
            "x-stream-filter",
            "x-stream-match-unfiltered");

    static SubscribeOptions of(Headers headers, Version version, StompLimits limits) {
        UNSUPPORTED.forEach(name -> Request.refuse(headers, name, ""));
        if (headers.has(WINDOW) && !headers.get(WINDOW).equals("-1")) {
            throw StompException.unsupported(WINDOW, headers.get(WINDOW), ": say how many messages with " + PREFETCH);
        }
        if (Request.number(headers, "activemq.maximumPendingMessageLimit", -1, Integer.MAX_VALUE, 0) > 0) {
            throw StompException.unsupported(
                    "activemq.maximumPendingMessageLimit",
                    headers.get("activemq.maximumPendingMessageLimit"),
                    ": limit the queue with x-max-length");
        }
        String selector = headers.get(SELECTOR);
        return new SubscribeOptions(
                AckMode.of(headers.get(HeaderNames.ACK), version),
                selector == null ? Filter.ALL : Filter.selector(selector, StompVocabulary.INSTANCE),
                prefetch(headers, limits),
                Request.flag(headers, "activemq.exclusive", false),
                priority(headers),
                start(headers));
    }

    private static int prefetch(Headers headers, StompLimits limits) {
        String name = headers.has(PREFETCH) ? PREFETCH : ACTIVEMQ_PREFETCH;
        int asked = (int) Request.number(headers, name, 0, Integer.MAX_VALUE, limits.prefetch());
        // None said, or as many as there are: both mean as many as one connection may hold.
        return asked == 0 ? limits.maxPrefetch() : Math.min(asked, limits.maxPrefetch());
    }

    private static int priority(Headers headers) {
        String name = headers.has("x-priority") ? "x-priority" : "activemq.priority";
        return (int) Request.number(headers, name, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
    }

    private static StreamStart start(Headers headers) {
        String value = headers.get(HeaderNames.OFFSET);
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "first" -> StreamStart.FIRST;
            case "last" -> StreamStart.LAST;
            case "next" -> StreamStart.NEXT;
            default -> place(value);
        };
    }

    private static StreamStart place(String value) {
        boolean offset = value.matches("offset=[0-9]{1,18}");
        if (!offset && !value.matches("timestamp=[0-9]{1,15}")) {
            throw StompException.invalid(
                    HeaderNames.OFFSET, value, "expected first, last, next, offset=NUMBER or timestamp=SECONDS");
        }
        long number = Long.parseLong(value.substring(value.indexOf('=') + 1));
        return offset ? new StreamStart.Offset(number) : new StreamStart.Time(number * 1_000);
    }
}
