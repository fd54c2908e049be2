// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.portagemq.client.codec.BatchedMessage;
import org.portagemq.client.codec.MalformedCommandException;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Message;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.NativeHeader;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.publish.Messages;
import org.portagemq.remoting.publish.Publishers;
import org.portagemq.remoting.publish.Stored;

/** Requests that carry messages. They are answered when the messages are stored. */
public final class SendCommands implements Dispatcher.CommandSet {

    private static final String REGION = "DefaultRegion";

    private final Node node;
    private final SendTopics topics;
    private final QueueChoice queues = new QueueChoice();

    public SendCommands(Node node) {
        this.node = node;
        this.topics = new SendTopics(node);
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.onMessages(RequestCode.SEND_MESSAGE, this::send);
        dispatcher.onMessages(RequestCode.SEND_MESSAGE_V2, this::send);
        dispatcher.onMessages(RequestCode.SEND_BATCH_MESSAGE, this::send);
    }

    private void send(Request request) {
        SendRequest send = new SendRequest(request);
        requireBody(send.body().length);
        topics.find(send, topic -> send(send, topic));
    }

    private void requireBody(int bytes) {
        if (bytes > node.settings().messageBytes()) {
            throw new Refusal(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the body has " + bytes + " bytes, and the broker takes "
                            + node.settings().messageBytes() + " (setting limits.message-bytes)");
        }
    }

    private void send(SendRequest send, TopicConfig topic) {
        int queue = queues.of(send, topic);
        if (send.isBatch()) {
            sendBatch(send, topic, queue);
        } else if ("true".equals(send.properties().get(MessageProperties.PREPARED))) {
            Halves.send(node, send, topic, queue);
        } else {
            sendOne(send, topic, queue);
        }
    }

    private void sendOne(SendRequest send, TopicConfig topic, int queue) {
        Request request = send.request();
        Map<String, String> properties = send.properties();
        long deliverAt = Delays.deliverAt(properties, node.now());
        Message message = Messages.of(topic, header(send, complete(properties)), properties, send.body(), deliverAt);
        if (request.isOneWay()) {
            Publishers.of(request).publish(request, topic, queue, message);
            return;
        }
        String recall = deliverAt == Message.AT_ONCE ? null : Delays.recallHandle(topic, node, deliverAt, properties);
        Publishers.of(request).publish(request, topic, queue, message, new Stored() {
            @Override
            public void stored(long handle, long queueOffset) {
                Map<String, String> fields = sent(request, idOf(request, handle), queue, queueOffset);
                fields.put("transactionId", properties.get(MessageProperties.UNIQUE_KEY));
                fields.put("recallHandle", recall);
                request.answer(ResponseCode.SUCCESS, null, fields);
            }

            @Override
            public void refused(BrokerException reason) {
                request.refuse(reason);
            }
        });
    }

    /** What the broker adds to the properties of a message, for clients that look for it. */
    private Map<String, String> complete(Map<String, String> properties) {
        properties.put(MessageProperties.CLUSTER, node.settings().cluster());
        properties.put(MessageProperties.REGION, REGION);
        properties.put(MessageProperties.TRACE, "true");
        properties.remove(MessageProperties.POP_HANDLE);
        return properties;
    }

    static NativeHeader header(SendRequest send, Map<String, String> properties) {
        return new NativeHeader(
                send.sysFlag() & ~SysFlag.TRANSACTION,
                send.flag(),
                send.bornAt(),
                send.reconsumeTimes(),
                send.request().link().peer(),
                MessageProperties.format(properties));
    }

    private String idOf(Request request, long handle) {
        return new OffsetMessageId(node.host(request.link()), handle).toString();
    }

    static Map<String, String> sent(Request request, String messageId, int queue, long offset) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("msgId", messageId);
        fields.put("queueId", String.valueOf(queue));
        fields.put("queueOffset", String.valueOf(offset));
        fields.put(MessageProperties.REGION, REGION);
        fields.put(MessageProperties.TRACE, "true");
        return fields;
    }

    // Several together.

    private void sendBatch(SendRequest send, TopicConfig topic, int queue) {
        List<BatchedMessage> batch = batch(send);
        if (TopicName.isOwn(topic.name()) || batch.isEmpty()) {
            throw new Refusal(
                    ResponseCode.MESSAGE_ILLEGAL, "a batch has messages, and none for topic '" + topic.name() + "'");
        }
        List<Batch.Part> parts =
                batch.stream().map(one -> part(send, topic, queue, one)).toList();
        Batch.Part first = parts.get(0);
        Sent sent = new Sent(send.request(), first.queue());
        if (parts.size() == 1) {
            Publishers.of(send.request()).publish(send.request(), topic, first.queue(), first.message(), sent);
        } else {
            Batch.publish(send.request(), topic, parts, sent);
        }
    }

    private static List<BatchedMessage> batch(SendRequest send) {
        try {
            return BatchedMessage.readAll(send.body());
        } catch (MalformedCommandException malformed) {
            throw new Refusal(ResponseCode.MESSAGE_ILLEGAL, malformed.getMessage());
        }
    }

    private Batch.Part part(SendRequest send, TopicConfig topic, int queue, BatchedMessage one) {
        Map<String, String> properties = MessageProperties.parse(one.properties());
        if (Delays.deliverAt(properties, node.now()) != Message.AT_ONCE
                || properties.containsKey(MessageProperties.PREPARED)) {
            throw new Refusal(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "messages of a batch cannot be delayed, nor be part of a transaction");
        }
        properties.put(MessageProperties.CLUSTER, node.settings().cluster());
        NativeHeader header = new NativeHeader(
                send.sysFlag() & ~SysFlag.TRANSACTION,
                one.flag(),
                send.bornAt(),
                0,
                send.request().link().peer(),
                MessageProperties.format(properties));
        Message message = Messages.of(topic, header, properties, one.body(), Message.AT_ONCE);
        return new Batch.Part(QueueChoice.ofPriority(topic, properties, queue), message);
    }

    /** Answers when all are stored, with the queue of the first. */
    private final class Sent implements Batch.Outcome, Stored {

        private final Request request;
        private final int queue;

        Sent(Request request, int queue) {
            this.request = request;
            this.queue = queue;
        }

        @Override
        public void stored(long handle, long queueOffset) {
            stored(new long[] {handle}, queueOffset);
        }

        @Override
        public void stored(long[] handles, long firstOffset) {
            String ids =
                    LongStream.of(handles).mapToObj(one -> idOf(request, one)).collect(Collectors.joining(","));
            request.answer(ResponseCode.SUCCESS, null, sent(request, ids, queue, firstOffset));
        }

        @Override
        public void refused(BrokerException reason) {
            request.refuse(reason);
        }
    }
}
