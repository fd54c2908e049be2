// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.core.api.Message;

/**
 * Exchanges of type {@value #TYPE}: they route as another type, given by an argument, and a message with header {@value
 * #DELAY} becomes visible so many ms later. Consumers see the header with the opposite sign, so that a message that is
 * published again as it came does not wait again.
 */
final class DelayedMessages {

    static final String TYPE = "x-delayed-message";

    private static final String DELAY = "x-delay";
    private static final String ROUTING_TYPE = "x-delayed-type";
    private static final long MAX_MS = (1L << 32) - 1;

    private DelayedMessages() {}

    static boolean isType(String type) {
        return type.equals(TYPE);
    }

    /** How an exchange of this type routes. */
    static String routingType(Map<String, Object> arguments, String exchange) {
        if (arguments.get(ROUTING_TYPE) instanceof String type && !type.isEmpty() && !isType(type)) {
            return type;
        }
        throw ReplyCode.PRECONDITION_FAILED.because("invalid arg '" + ROUTING_TYPE + "' for " + exchange
                + ": expected the type of exchange by which it routes");
    }

    /** The argument means nothing to exchanges of other types. */
    static void refuseRoutingType(Map<String, Object> arguments, String exchange) {
        if (arguments.containsKey(ROUTING_TYPE)) {
            throw ReplyCode.PRECONDITION_FAILED.because(
                    "invalid arg '" + ROUTING_TYPE + "' for " + exchange + ": only type '" + TYPE + "' has it");
        }
    }

    /** When the message is to become visible, if its exchange is of this type; {@code now} in epoch ms. */
    static long deliverAt(Map<String, Object> headers, long now) {
        long delay = delay(headers.get(DELAY));
        if (delay > MAX_MS) {
            throw ReplyCode.PRECONDITION_FAILED.because(
                    "invalid header '" + DELAY + "': " + delay + " ms is more than " + MAX_MS);
        }
        return delay <= 0 ? Message.AT_ONCE : now + delay;
    }

    /** Whole numbers, fractions and texts of numbers count; anything else is no delay. */
    private static long delay(Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof String text && text.length() <= 18 && text.matches("-?[0-9]+")) {
            return Long.parseLong(text);
        }
        return 0;
    }

    /** The headers of a message that waited. */
    static Map<String, Object> afterDelay(Map<String, Object> headers) {
        Map<String, Object> after = new LinkedHashMap<>(headers);
        after.computeIfPresent(DELAY, (name, value) -> -delay(value));
        return after;
    }
}
