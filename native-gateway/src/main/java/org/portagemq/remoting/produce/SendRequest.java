// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.Map;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.remoting.link.Request;

/** A request that carries a message, with the short names of fields or the long ones. */
final class SendRequest {

    /** The fields of each, in one order. */
    private static final String[] LONG = {
        "producerGroup",
        "topic",
        "defaultTopic",
        "defaultTopicQueueNums",
        "queueId",
        "sysFlag",
        "bornTimestamp",
        "flag",
        "properties",
        "reconsumeTimes",
        "maxReconsumeTimes",
        "batch"
    };

    private static final String[] SHORT = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "l", "m"};

    private static final int USUAL_MAX_RECONSUME = 16;

    private final Request request;
    private final String[] names;
    private final Map<String, String> properties;

    SendRequest(Request request) {
        this.request = request;
        boolean isLong = request.code() == RequestCode.SEND_MESSAGE || request.code() == RequestCode.SEND_REPLY_MESSAGE;
        this.names = isLong ? LONG : SHORT;
        this.properties = MessageProperties.parse(request.text(names[8], ""));
    }

    Request request() {
        return request;
    }

    String producerGroup() {
        return request.text(names[0], "");
    }

    String topic() {
        return request.text(names[1]);
    }

    /** The topic that a new one is made after. */
    String template() {
        return request.text(names[2], "");
    }

    int templateQueues() {
        return request.whole(names[3], 0);
    }

    int queueId() {
        return request.whole(names[4]);
    }

    int sysFlag() {
        return request.whole(names[5], 0);
    }

    long bornAt() {
        return request.number(names[6], 0);
    }

    int flag() {
        return request.whole(names[7], 0);
    }

    int reconsumeTimes() {
        return request.whole(names[9], 0);
    }

    int maxReconsumeTimes() {
        return request.whole(names[10], USUAL_MAX_RECONSUME);
    }

    boolean isBatch() {
        return request.code() == RequestCode.SEND_BATCH_MESSAGE || request.flag(names[11], false);
    }

    /** By name, to be added to. */
    Map<String, String> properties() {
        return properties;
    }

    byte[] body() {
        return request.body();
    }
}
