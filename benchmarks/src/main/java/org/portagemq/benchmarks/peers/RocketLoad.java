// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

/** A load by RocketMQ's own client, as a program of its own: senders, and one push consumer. */
public final class RocketLoad {

    private static final String TOPIC = "load";
    private static final int QUEUES = 4;
    private static final String SENT_AT = "sentAt";
    private static final int SEND_MILLIS = 10_000;
    private static final int READY_ATTEMPTS = 200;
    private static final int READY_STEP_MILLIS = 100;

    private final String names;
    private final int threads;
    private final byte[] body;
    private final LoadCounts counts = new LoadCounts();
    private volatile boolean over;

    private RocketLoad(String names, int threads, int bytes) {
        this.names = names;
        this.threads = threads;
        this.body = new byte[bytes];
    }

    /** @param arguments port of the name server, threads (0: asynchronous), bytes of a body, seconds */
    public static void main(String[] arguments) throws Exception {
        RocketLoad load = new RocketLoad(
                "127.0.0.1:" + arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        load.run(Integer.parseInt(arguments[3]));
        System.exit(0);
    }

    private void run(int seconds) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("load-producers");
        producer.setNamesrvAddr(names);
        producer.setDefaultTopicQueueNums(QUEUES);
        producer.setSendMsgTimeout(SEND_MILLIS);
        producer.start();
        makeTopic(producer);
        consume();
        for (int i = 0; i < Math.max(1, threads); i++) {
            Thread sender = new Thread(() -> sendAll(producer), "sender-" + i);
            sender.setDaemon(true);
            sender.start();
        }
        counts.tell(System.out, seconds);
        over = true;
    }

    /** The first message makes the topic, as soon as a broker has registered with the name server. */
    private void makeTopic(DefaultMQProducer producer) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                check(producer.send(message(System.nanoTime())));
                return;
            } catch (MQClientException notYet) {
                if (attempt == READY_ATTEMPTS) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(READY_STEP_MILLIS);
            }
        }
    }

    private Message message(long now) {
        Message message = new Message(TOPIC, body);
        message.putUserProperty(SENT_AT, Long.toString(now));
        return message;
    }

    private void consume() throws MQClientException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("load-consumers");
        consumer.setNamesrvAddr(names);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(TOPIC, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                counts.delivered(Long.parseLong(message.getUserProperty(SENT_AT)));
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
    }

    private void sendAll(DefaultMQProducer producer) {
        Semaphore open = new Semaphore(RocketCase.WINDOW);
        try {
            while (!over) {
                if (threads == 0) {
                    open.acquire();
                }
                long now = System.nanoTime();
                if (threads == 0) {
                    producer.send(message(now), new Completion(open, now));
                } else {
                    check(producer.send(message(now)));
                    counts.confirmed(now);
                }
                counts.sent();
            }
        } catch (Exception failed) {
            end(failed);
        }
    }

    private static void check(SendResult result) {
        if (result.getSendStatus() != SendStatus.SEND_OK) {
            throw new IllegalStateException("not stored as it should be: " + result);
        }
    }

    private void end(Throwable failed) {
        if (!over) {
            failed.printStackTrace();
            System.exit(1);
        }
    }

    private final class Completion implements SendCallback {

        private final Semaphore open;
        private final long sentAt;

        Completion(Semaphore open, long sentAt) {
            this.open = open;
            this.sentAt = sentAt;
        }

        @Override
        public void onSuccess(SendResult result) {
            check(result);
            counts.confirmed(sentAt);
            open.release();
        }

        @Override
        public void onException(Throwable failed) {
            if (failed instanceof MQBrokerException refused && refused.getResponseCode() == ResponseCode.SYSTEM_BUSY) {
                // RocketMQ says so when it is under full load; the message is not counted as delivered either.
                open.release();
            } else {
                end(failed);
            }
        }
    }
}
