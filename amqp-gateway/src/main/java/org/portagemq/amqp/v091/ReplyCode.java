// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.portagemq.amqp.v091.ReplyCode.Severity.CHANNEL;
import static org.portagemq.amqp.v091.ReplyCode.Severity.CONNECTION;
import static org.portagemq.amqp.v091.ReplyCode.Severity.NONE;

/** The codes with which a broker says what went wrong (section 1.2), and how much each of them ends. */
enum ReplyCode {
    REPLY_SUCCESS(200, NONE),
    NO_ROUTE(312, NONE),
    CONNECTION_FORCED(320, CONNECTION),
    ACCESS_REFUSED(403, CHANNEL),
    NOT_FOUND(404, CHANNEL),
    RESOURCE_LOCKED(405, CHANNEL),
    PRECONDITION_FAILED(406, CHANNEL),
    FRAME_ERROR(501, CONNECTION),
    SYNTAX_ERROR(502, CONNECTION),
    COMMAND_INVALID(503, CONNECTION),
    CHANNEL_ERROR(504, CONNECTION),
    UNEXPECTED_FRAME(505, CONNECTION),
    RESOURCE_ERROR(506, CONNECTION),
    NOT_ALLOWED(530, CONNECTION),
    NOT_IMPLEMENTED(540, CONNECTION),
    INTERNAL_ERROR(541, CONNECTION);

    /** What a code closes. */
    enum Severity {
        NONE,
        CHANNEL,
        CONNECTION
    }

    private final int number;
    private final Severity severity;

    ReplyCode(int number, Severity severity) {
        this.number = number;
        this.severity = severity;
    }

    int number() {
        return number;
    }

    boolean closesConnection() {
        return severity == CONNECTION;
    }

    AmqpException because(String explanation) {
        return new AmqpException(this, explanation);
    }

    /** The text beside the code as clients know it, cut to what a short string holds. */
    String text(String explanation) {
        return ShortText.cut(name() + " - " + explanation);
    }
}
