// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckCallback;
import org.apache.rocketmq.client.consumer.AckResult;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.consumer.PopCallback;
import org.apache.rocketmq.client.consumer.PopResult;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.CommandCustomHeader;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ChangeInvisibleTimeRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.NotificationRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.UpdateConsumerOffsetRequestHeader;

/** Pops one by one, by the calls of RocketMQ's client that its proxy is made of. */
final class Popper {

    static final long LONG_MS = 60_000;
    static final long SHORT_MS = 1_000;

    private final RocketExtension rocket;
    private final DefaultMQProducer producer;
    private final MQClientAPIImpl api;
    private final String topic;
    private final String group;
    private final boolean ordered;
    private MessageQueue queue;
    private String tag = "*";

    @SuppressWarnings("deprecation") // The client has no other way to pop by hand.
    Popper(RocketExtension rocket, DefaultMQProducer client, String topic, String group, boolean ordered) {
        this.rocket = rocket;
        this.producer = client;
        this.api = client.getDefaultMQProducerImpl().getMqClientFactory().getMQClientAPIImpl();
        this.topic = topic;
        this.group = group;
        this.ordered = ordered;
    }

    /** With a topic, a group and a client of its own. */
    static Popper alone(RocketExtension rocket, boolean ordered) throws Exception {
        return new Popper(rocket, rocket.producer(), RocketExtension.name("T"), RocketExtension.name("G"), ordered);
    }

    /** The same, for messages with this tag. */
    Popper wanting(String wanted) {
        tag = wanted;
        return this;
    }

    String topic() {
        return topic;
    }

    String group() {
        return group;
    }

    /** To the same queue each time. */
    void send(String tag, String text) throws Exception {
        Message message = RocketExtension.message(topic, tag, text);
        if (queue == null) {
            queue = producer.send(message).getMessageQueue();
        } else {
            producer.send(message, queue);
        }
    }

    /** To another queue than that of the others. */
    void sendElsewhere(String tag, String text) throws Exception {
        int other = (queue.getQueueId() + 1) % 4;
        producer.send(RocketExtension.message(topic, tag, text), new MessageQueue(topic, queue.getBrokerName(), other));
    }

    int queue() {
        return queue.getQueueId();
    }

    /** Says how far the group has read the queue, as those do who read by offset. */
    void commit(long offset) throws Exception {
        UpdateConsumerOffsetRequestHeader header = new UpdateConsumerOffsetRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(queue());
        header.setCommitOffset(offset);
        api.updateConsumerOffset(rocket.broker(), header, RocketExtension.PATIENCE_MS);
    }

    /** @param attempt the name of the request, or null */
    CompletableFuture<List<MessageExt>> begin(int max, long invisibleMs, long pollMs, String attempt) throws Exception {
        PopMessageRequestHeader header = new PopMessageRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(-1);
        header.setMaxMsgNums(max);
        header.setInvisibleTime(invisibleMs);
        header.setPollTime(pollMs);
        header.setBornTime(System.currentTimeMillis());
        header.setInitMode(0);
        header.setOrder(ordered);
        header.setExp(tag);
        header.setExpType("TAG");
        header.setAttemptId(attempt);
        CompletableFuture<List<MessageExt>> popped = new CompletableFuture<>();
        api.popMessageAsync("portage", rocket.broker(), header, RocketExtension.PATIENCE_MS, new PopCallback() {
            @Override
            public void onSuccess(PopResult result) {
                popped.complete(result.getMsgFoundList() == null ? List.of() : List.copyOf(result.getMsgFoundList()));
            }

            @Override
            public void onException(Throwable failure) {
                popped.completeExceptionally(failure);
            }
        });
        return popped;
    }

    List<MessageExt> pop(int max, long invisibleMs, long pollMs, String attempt) throws Exception {
        return begin(max, invisibleMs, pollMs, attempt).get(LONG_MS, TimeUnit.MILLISECONDS);
    }

    static List<String> texts(List<MessageExt> messages) {
        return messages.stream().map(RocketExtension::text).toList();
    }

    /** The answer to one acknowledgement or change. */
    private static final class Answer extends CompletableFuture<AckResult> implements AckCallback {
        @Override
        public void onSuccess(AckResult result) {
            complete(result);
        }

        @Override
        public void onException(Throwable failure) {
            completeExceptionally(failure);
        }
    }

    AckStatus ack(MessageExt message) throws Exception {
        AckMessageRequestHeader header = new AckMessageRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(message.getQueueId());
        header.setOffset(message.getQueueOffset());
        header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
        Answer answer = new Answer();
        api.ackMessageAsync(rocket.broker(), RocketExtension.PATIENCE_MS, answer, header);
        return answer.get(LONG_MS, TimeUnit.MILLISECONDS).getStatus();
    }

    /** Several with one request. */
    AckStatus ackAll(List<MessageExt> messages) throws Exception {
        List<String> handles = messages.stream()
                .map(message -> message.getProperty(MessageConst.PROPERTY_POP_CK))
                .toList();
        Answer answer = new Answer();
        api.batchAckMessageAsync(rocket.broker(), RocketExtension.PATIENCE_MS, answer, topic, group, handles);
        return answer.get(LONG_MS, TimeUnit.MILLISECONDS).getStatus();
    }

    AckStatus hideFor(MessageExt message, long invisibleMs) throws Exception {
        ChangeInvisibleTimeRequestHeader header = new ChangeInvisibleTimeRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(message.getQueueId());
        header.setOffset(message.getQueueOffset());
        header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
        header.setInvisibleTime(invisibleMs);
        Answer answer = new Answer();
        api.changeInvisibleTimeAsync("portage", rocket.broker(), header, RocketExtension.PATIENCE_MS, answer);
        return answer.get(LONG_MS, TimeUnit.MILLISECONDS).getStatus();
    }

    /**
     * Whether there is anything to pop.
     *
     * @param tag of the messages that are wanted, or *
     * @param pollMs how long the broker waits when there is nothing
     * @param attempt the name of the request, or null
     */
    CompletableFuture<Boolean> hasMessage(String tag, long pollMs, String attempt) {
        NotificationRequestHeader header = new NotificationRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(-1);
        header.setPollTime(pollMs);
        header.setBornTime(System.currentTimeMillis());
        header.setOrder(ordered);
        header.setAttemptId(attempt);
        header.setExpType("TAG");
        header.setExp(tag);
        RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.NOTIFICATION, header);
        return api.getRemotingClient()
                .invoke(rocket.broker(), request, RocketExtension.PATIENCE_MS)
                .thenApply(answer -> {
                    assertEquals(ResponseCode.SUCCESS, answer.getCode(), answer.getRemark());
                    assertEquals("false", answer.getExtFields().get("pollingFull"));
                    return Boolean.parseBoolean(answer.getExtFields().get("hasMsg"));
                });
    }

    /** The same with fields that the client has no header for. */
    RemotingCommand ask(int code, Map<String, String> fields) throws Exception {
        RemotingCommand request = RemotingCommand.createRequestCommand(code, null);
        request.setExtFields(new HashMap<>(fields));
        return api.getRemotingClient().invokeSync(rocket.broker(), request, RocketExtension.PATIENCE_MS);
    }

    /** What the broker answers to a request that the client has no call for. */
    RemotingCommand ask(int code, CommandCustomHeader header) throws Exception {
        return api.getRemotingClient()
                .invokeSync(
                        rocket.broker(),
                        RemotingCommand.createRequestCommand(code, header),
                        RocketExtension.PATIENCE_MS);
    }
}
