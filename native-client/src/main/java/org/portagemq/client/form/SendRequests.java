// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

import java.util.List;
import java.util.Set;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.remote.Request;

/** Requests that carry messages. */
public final class SendRequests {

    /** After which brokers make topics that do not exist. */
    public static final String TEMPLATE_TOPIC = "TBW102";

    private static final int NEW_QUEUES = 4;
    private static final int SLAVE_NOT_AVAILABLE = 11;
    private static final int FLUSH_SLAVE_TIMEOUT = 12;

    /** Also those that are written, and not flushed in time: the message is there. */
    private static final Set<Integer> STORED =
            Set.of(ResponseCode.SUCCESS, ResponseCode.FLUSH_DISK_TIMEOUT, SLAVE_NOT_AVAILABLE, FLUSH_SLAVE_TIMEOUT);

    private SendRequests() {}

    public static Request one(String group, QueueRef queue, Packed packed) {
        return request(RequestCode.SEND_MESSAGE_V2, group, queue, packed.sysFlag(), packed.properties(), false)
                .body(packed.body());
    }

    /** An answer to another client, which its broker hands on. */
    public static Request reply(String group, QueueRef queue, Packed packed) {
        return request(RequestCode.SEND_REPLY_MESSAGE_V2, group, queue, packed.sysFlag(), packed.properties(), false)
                .body(packed.body());
    }

    /** Several to one queue; bodies in them are not compressed. */
    public static Request batch(String group, QueueRef queue, List<Packed> all) {
        byte[][] parts = all.stream().map(Packed::batched).toArray(byte[][]::new);
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        byte[] body = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, body, at, part.length);
            at += part.length;
        }
        return request(RequestCode.SEND_BATCH_MESSAGE, group, queue, 0, "WAIT\u0001true\u0002", true)
                .body(body);
    }

    private static Request request(
            int code, String group, QueueRef queue, int sysFlag, String properties, boolean batch) {
        return Request.of(code, "send to topic", queue.topic())
                .fields(
                        "a",
                        group,
                        "b",
                        queue.topic(),
                        "c",
                        TEMPLATE_TOPIC,
                        "d",
                        NEW_QUEUES,
                        "e",
                        queue.id(),
                        "f",
                        sysFlag,
                        "g",
                        System.currentTimeMillis(),
                        "h",
                        0,
                        "i",
                        properties,
                        "j",
                        0,
                        "k",
                        false,
                        "m",
                        batch,
                        "n",
                        queue.broker())
                .accepting(STORED);
    }
}
