// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.ResponseCode;

/** RocketMQ's own client: a topic with four queues, one push consumer. */
final class RocketClient implements LoadClient {

    private static final int QUEUES = 4;
    private static final int SEND_MILLIS = 10_000;
    private static final int READY_ATTEMPTS = 200;
    private static final int READY_STEP_MILLIS = 100;

    private final String names;
    private final DefaultMQProducer producer = new DefaultMQProducer("load-producers");
    private final int bytes;

    private RocketClient(String names, int bytes) {
        this.names = names;
        this.bytes = bytes;
        producer.setNamesrvAddr(names);
        producer.setDefaultTopicQueueNums(QUEUES);
        producer.setSendMsgTimeout(SEND_MILLIS);
    }

    /** The first message makes the topic, as soon as a broker has registered with the name server. */
    static RocketClient start(String names, LoadShape shape) throws Exception {
        RocketClient client = new RocketClient(names, shape.bytes());
        client.producer.start();
        for (int attempt = 1; ; attempt++) {
            try {
                check(client.producer.send(client.message(System.nanoTime())));
                return client;
            } catch (MQClientException notYet) {
                if (attempt == READY_ATTEMPTS) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(READY_STEP_MILLIS);
            }
        }
    }

    private Message message(long sentAt) {
        return new Message(ClientLibrary.DESTINATION, Payload.of(sentAt, bytes));
    }

    private static void check(SendResult result) {
        if (result.getSendStatus() != SendStatus.SEND_OK) {
            throw new IllegalStateException("not stored as it should be: " + result);
        }
    }

    @Override
    public void consume(LongConsumer delivered) throws MQClientException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("load-consumers");
        consumer.setNamesrvAddr(names);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(ClientLibrary.DESTINATION, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                delivered.accept(Payload.sentAt(message.getBody()));
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
    }

    /** The client's producer is for many threads. */
    @Override
    public LoadSender sender() {
        return new LoadSender() {

            @Override
            public void send(long sentAt) throws Exception {
                check(producer.send(message(sentAt)));
            }

            @Override
            public void send(long sentAt, Runnable confirmed) throws Exception {
                producer.send(message(sentAt), new Completion(confirmed));
            }
        };
    }

    private record Completion(Runnable confirmed) implements SendCallback {

        @Override
        public void onSuccess(SendResult result) {
            check(result);
            confirmed.run();
        }

        @Override
        public void onException(Throwable failed) {
            if (failed instanceof MQBrokerException refused && refused.getResponseCode() == ResponseCode.SYSTEM_BUSY) {
                // RocketMQ says so when it is under full load; the message is not counted as delivered either.
                confirmed.run();
            } else {
                LoadClient.fail(failed);
            }
        }
    }
}
