// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;

/**
 * What a client knows of a message that it has popped.
 *
 * @param topic its name in the broker
 * @param group its name in the broker
 * @param popTime since when it is out
 */
record Out(String topic, String group, int queue, long offset, long popTime, int reviveQueue) {

    private static final int HANDLE_PARTS = 8;

    /** @throws Refusal when the request names none */
    static Out of(Request request) {
        String handle = request.text("extraInfo");
        String[] parts = handle.split(" ", -1);
        if (parts.length != HANDLE_PARTS) {
            throw unreadable(handle);
        }
        try {
            return new Out(
                    TopicName.decode(request.text("topic")),
                    TopicName.decode(request.text("consumerGroup")),
                    request.whole("queueId"),
                    request.number("offset"),
                    Long.parseLong(parts[1]),
                    Integer.parseInt(parts[3]));
        } catch (NumberFormatException wrong) {
            throw unreadable(handle);
        }
    }

    private static Refusal unreadable(String handle) {
        return new Refusal(ResponseCode.SYSTEM_ERROR, "'" + handle + "' is no handle of a pop");
    }

    /** It is somebody else's, or nobody's. */
    Refusal gone() {
        return new Refusal(
                ResponseCode.NO_MESSAGE,
                "message " + offset + " of queue " + queue + " is not out to whom says so: its time is over, or it was"
                        + " acknowledged, by itself or in a transaction");
    }
}
