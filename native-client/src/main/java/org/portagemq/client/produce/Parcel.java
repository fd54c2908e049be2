// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portagemq.client.codec.Command;
import org.portagemq.client.form.Packed;
import org.portagemq.client.form.SendRequests;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.remote.Request;

/**
 * What goes to a broker in one request.
 *
 * @param all one message, or several of one topic and queue
 * @param joint the transaction of which it is a part
 */
record Parcel(Kind kind, List<Packed> all, Optional<Joint> joint) {

    /** How it is sent. */
    enum Kind {
        ONE,
        BATCH,
        REPLY
    }

    Parcel(Kind kind, List<Packed> all) {
        this(kind, all, Optional.empty());
    }

    static Parcel one(Packed packed) {
        return new Parcel(Kind.ONE, List.of(packed));
    }

    static Parcel half(Packed packed, Joint joint) {
        return new Parcel(Kind.ONE, List.of(packed), Optional.of(joint));
    }

    Packed first() {
        return all.get(0);
    }

    Message message() {
        return first().message();
    }

    String topic() {
        return message().topic();
    }

    String operation() {
        return "send to topic '" + topic() + "'";
    }

    long size() {
        long size = 0;
        for (Packed packed : all) {
            size += packed.size();
        }
        return size;
    }

    Request request(String group, QueueRef queue) {
        return switch (kind) {
            case ONE -> {
                Request one = SendRequests.one(group, queue, first());
                yield joint.isPresent() ? joint.get().part(one) : one;
            }
            case BATCH -> SendRequests.batch(group, queue, all);
            case REPLY -> SendRequests.reply(group, queue, first());
        };
    }

    /** One for each message, in their order. */
    List<SendReceipt> receipts(QueueRef queue, Command answer) {
        String ids = answer.fields().getOrDefault("msgId", "");
        int id = Integer.parseInt(answer.fields().getOrDefault("queueId", String.valueOf(queue.id())));
        long offset = Long.parseLong(answer.fields().getOrDefault("queueOffset", "0"));
        QueueRef stored = id == queue.id() ? queue : new QueueRef(queue.topic(), queue.broker(), id);
        Optional<String> recall = Optional.ofNullable(answer.field("recallHandle"));
        if (all.size() == 1) {
            SendReceipt receipt = new SendReceipt(first().id(), stored, offset, ids, recall);
            joint.ifPresent(transaction -> transaction.stored(receipt, answer));
            return List.of(receipt);
        }
        String[] each = ids.split(",", -1);
        List<SendReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String storageId = i < each.length ? each[i] : "";
            receipts.add(new SendReceipt(all.get(i).id(), stored, offset + i, storageId, Optional.empty()));
        }
        return receipts;
    }
}
