// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import java.util.Set;

/** Headers that mean something to the broker. */
public final class HeaderNames {

    public static final String DESTINATION = "destination";
    public static final String RECEIPT = "receipt";
    public static final String TRANSACTION = "transaction";
    public static final String SUBSCRIPTION = "subscription";
    public static final String MESSAGE_ID = "message-id";
    public static final String ID = "id";
    public static final String ACK = "ack";
    public static final String CONTENT_LENGTH = "content-length";
    public static final String CONTENT_TYPE = "content-type";
    public static final String CONTENT_ENCODING = "content-encoding";
    public static final String REDELIVERED = "redelivered";
    public static final String DELIVERY_COUNT = "x-delivery-count";
    public static final String PERSISTENT = "persistent";
    public static final String DELIVERY_MODE = "delivery-mode";
    public static final String PRIORITY = "priority";
    public static final String EXPIRES = "expires";
    public static final String EXPIRATION = "expiration";
    public static final String CORRELATION_ID = "correlation-id";
    public static final String REPLY_TO = "reply-to";
    public static final String TYPE = "type";
    public static final String TIMESTAMP = "timestamp";
    public static final String USER_ID = "user-id";
    public static final String APP_ID = "app-id";
    public static final String SENDERS_ID = "amqp-message-id";
    public static final String BODY_TYPE = "amq-msg-type";
    public static final String GROUP_ID = "JMSXGroupID";
    public static final String DELAY = "AMQ_SCHEDULED_DELAY";
    public static final String DELIVERY_TIME = "AMQ_SCHEDULED_TIME";
    public static final String OFFSET = "x-stream-offset";
    public static final String DESTINATION_TYPE = "destination-type";

    /** What a frame says about itself and its way: not kept with the message, and written anew for each consumer. */
    private static final Set<String> OF_FRAME = Set.of(
            DESTINATION,
            RECEIPT,
            TRANSACTION,
            SUBSCRIPTION,
            ACK,
            CONTENT_LENGTH,
            REDELIVERED,
            DELIVERY_COUNT,
            DESTINATION_TYPE,
            OFFSET,
            DELAY,
            DELIVERY_TIME);

    /** What other protocols have a place of their own for, or know from the broker. */
    private static final Set<String> WELL_KNOWN = Set.of(
            CONTENT_TYPE,
            CONTENT_ENCODING,
            PERSISTENT,
            DELIVERY_MODE,
            PRIORITY,
            EXPIRES,
            EXPIRATION,
            CORRELATION_ID,
            REPLY_TO,
            TYPE,
            TIMESTAMP,
            USER_ID,
            APP_ID,
            SENDERS_ID,
            BODY_TYPE,
            GROUP_ID);

    private HeaderNames() {}

    static boolean ofFrame(String name) {
        return OF_FRAME.contains(name);
    }

    static boolean isWellKnown(String name) {
        return WELL_KNOWN.contains(name);
    }

    /** Under what name it is kept: a message-id of the sender's makes room for the one of the delivery. */
    static String kept(String name) {
        return name.equals(MESSAGE_ID) ? SENDERS_ID : name;
    }

    /** Whether a message of another protocol may have it as a header of its application. */
    public static boolean isFree(String name) {
        return !OF_FRAME.contains(name) && !WELL_KNOWN.contains(name) && !name.equals(MESSAGE_ID);
    }
}
