// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.core.api.BrokerException;
import org.portagemq.stomp.message.StompException;

/** What the broker's refusals are called here. */
final class Errors {

    private Errors() {}

    static StompException of(BrokerException refusal) {
        String summary =
                switch (refusal.code()) {
                    case NOT_FOUND -> "not found";
                    case MISMATCH -> "exists with other settings";
                    case ACCESS_REFUSED -> "access refused";
                    case LOCKED -> "in exclusive use";
                    case PRECONDITION_FAILED -> "precondition failed";
                    case INVALID -> "invalid request";
                    case NOT_SUPPORTED -> "not supported";
                    case LIMIT_EXCEEDED -> "limit exceeded";
                    case TOO_LARGE -> "message too large";
                    case OVERFLOW -> "queue is full";
                    case STORE_FAILED -> "store failed";
                    case LOST -> "outcome unknown";
                    case CLOSED -> "closed by the server";
                };
        return new StompException(summary, sentence(refusal.getMessage()));
    }

    private static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String capital = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }
}
