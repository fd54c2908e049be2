// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.Map;
import org.portagemq.client.codec.Extension;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Transaction;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.NativeHeader;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.publish.Messages;
import org.portagemq.remoting.publish.Publishers;

/** Messages that become visible when their producer's transaction has ended well: stored at once, and entrusted to it. */
final class Halves {

    private Halves() {}

    static void send(Node node, SendRequest send, TopicConfig topic, int queue) {
        Request request = send.request();
        Map<String, String> properties = send.properties();
        String group = properties.getOrDefault(MessageProperties.PRODUCER_GROUP, send.producerGroup());
        if (group.isEmpty()) {
            throw new Refusal(ResponseCode.MESSAGE_ILLEGAL, "a message of a transaction names its producer group");
        }
        long waiting = Joining.wanted(request);
        properties.put(MessageProperties.CLUSTER, node.settings().cluster());
        NativeHeader plain = SendCommands.header(send, properties);
        NativeHeader header = new NativeHeader(
                plain.sysFlag() | SysFlag.COMMIT,
                plain.flag(),
                plain.bornAt(),
                plain.reconsumeTimes(),
                plain.bornHost(),
                plain.properties());
        Message message = Messages.of(topic, header, properties, send.body(), Delays.deliverAt(properties, node.now()));
        Transaction transaction = request.session().begin();
        Publishers.of(request).publish(request, topic, queue, message, transaction);
        if (waiting == Joining.NONE) {
            entrust(node, send, group, queue, transaction);
        } else {
            Joining.join(request, transaction, waiting, group, () -> answer(node, send, queue, waiting));
        }
    }

    private static void entrust(Node node, SendRequest send, String group, int queue, Transaction transaction) {
        transaction.entrust(group, checkAfter(send.properties()), new Answer<>() {
            @Override
            public void done(Long id) {
                send.request().attempt(() -> answer(node, send, queue, id));
            }

            @Override
            public void failed(BrokerException reason) {
                Joining.rollback(send.request(), transaction);
                send.request().refuse(reason);
            }
        });
    }

    private static void answer(Node node, SendRequest send, int queue, long id) {
        Request request = send.request();
        String messageId = new OffsetMessageId(node.host(request.link()), Handle.waiting(id)).toString();
        Map<String, String> fields = SendCommands.sent(request, messageId, queue, id);
        fields.put("transactionId", send.properties().get(MessageProperties.UNIQUE_KEY));
        fields.put(Extension.ABILITIES, Extension.MANY + "," + Extension.ACKS);
        request.answer(ResponseCode.SUCCESS, null, fields);
    }

    private static long checkAfter(Map<String, String> properties) {
        String seconds = properties.get(MessageProperties.CHECK_IMMUNITY);
        try {
            return seconds == null ? Transaction.USUAL : Math.max(0, Long.parseLong(seconds)) * 1_000;
        } catch (NumberFormatException wrong) {
            throw new Refusal(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "property " + MessageProperties.CHECK_IMMUNITY + " is no number: '" + seconds + "'");
        }
    }
}
