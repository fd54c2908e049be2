// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.RequestTimeoutException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that become visible later: by time, by the end of a transaction; and those that answer others. */
class DelayAndTransactionTest {

    @RegisterExtension
    static final RocketExtension ROCKET =
            new RocketExtension(Map.of("transactions.check-after", "1s", "transactions.check-interval", "1s"));

    private final String topic = RocketExtension.name("T");

    private BlockingQueue<MessageExt> consume() throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, "*");
        return RocketExtension.collect(consumer);
    }

    private DefaultMQProducer warmProducer() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, null, "warm"));
        return producer;
    }

    @Test
    @Tag("rocketmq.delay.level")
    void aMessageOfADelayLevelArrivesAfterIt() throws Exception {
        DefaultMQProducer producer = warmProducer();
        BlockingQueue<MessageExt> got = consume();
        assertEquals("warm", RocketExtension.text(RocketExtension.next(got)));
        Message message = RocketExtension.message(topic, null, "later");
        message.setDelayTimeLevel(1);
        long sent = System.currentTimeMillis();
        producer.send(message);
        assertEquals("later", RocketExtension.text(RocketExtension.next(got)));
        assertTrue(System.currentTimeMillis() - sent >= 1_000);
    }

    @Test
    @Tag("rocketmq.delay.timer")
    void timersAreKeptToTheMillisecond() throws Exception {
        DefaultMQProducer producer = warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        Message byDelay = RocketExtension.message(topic, null, "delay");
        byDelay.setDelayTimeMs(1_500);
        Message byTime = RocketExtension.message(topic, null, "time");
        long due = System.currentTimeMillis() + 700;
        byTime.setDeliverTimeMs(due);
        producer.send(byDelay);
        producer.send(byTime);
        assertEquals("time", RocketExtension.text(RocketExtension.next(got)));
        assertTrue(System.currentTimeMillis() >= due);
        assertEquals("delay", RocketExtension.text(RocketExtension.next(got)));
    }

    @Test
    @Tag("rocketmq.code.370")
    void aMessageWhoseTimeHasNotComeIsRecalled() throws Exception {
        DefaultMQProducer producer = warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        Message message = RocketExtension.message(topic, null, "never");
        message.setDelayTimeSec(2);
        SendResult result = producer.send(message);
        assertNotNull(result.getRecallHandle());
        assertEquals(result.getMsgId(), producer.recallMessage(topic, result.getRecallHandle()));
        Message other = RocketExtension.message(topic, null, "other");
        other.setDelayTimeMs(2_500);
        producer.send(other);
        assertEquals("other", RocketExtension.text(RocketExtension.next(got)));
        MQBrokerException again =
                assertThrows(MQBrokerException.class, () -> producer.recallMessage(topic, result.getRecallHandle()));
        assertEquals(604, again.getResponseCode());
    }

    private TransactionMQProducer transactional(
            Function<Message, LocalTransactionState> local, Function<MessageExt, LocalTransactionState> check)
            throws Exception {
        TransactionMQProducer producer = ROCKET.transactionProducer();
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
                return local.apply(message);
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                return check.apply(message);
            }
        });
        ROCKET.start(producer);
        return producer;
    }

    @Test
    @Tag("rocketmq.code.37")
    void aTransactionIsVisibleWhenItIsCommittedAndNeverWhenItIsRolledBack() throws Exception {
        warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        TransactionMQProducer producer = transactional(
                message -> RocketExtension.text(message).equals("yes")
                        ? LocalTransactionState.COMMIT_MESSAGE
                        : LocalTransactionState.ROLLBACK_MESSAGE,
                message -> LocalTransactionState.COMMIT_MESSAGE);
        producer.sendMessageInTransaction(RocketExtension.message(topic, "x", "no"), null);
        SendResult yes = producer.sendMessageInTransaction(RocketExtension.message(topic, "x", "yes"), null);
        MessageExt message = RocketExtension.next(got);
        assertEquals("yes", RocketExtension.text(message));
        assertEquals("x", message.getTags());
        assertEquals(yes.getMsgId(), message.getMsgId());
        // Longer than it takes until a producer is asked.
        assertNull(got.poll(3, TimeUnit.SECONDS));
    }

    @Test
    @Tag("rocketmq.to-client.39")
    void aProducerThatDidNotSayIsAskedUntilItDoes() throws Exception {
        warmProducer();
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        TransactionMQProducer producer = transactional(message -> LocalTransactionState.UNKNOW, message -> {
            String text = RocketExtension.text(message);
            int times = asked.computeIfAbsent(text, key -> new AtomicInteger()).incrementAndGet();
            if (text.equals("dropped")) {
                return LocalTransactionState.ROLLBACK_MESSAGE;
            }
            return times < 2 ? LocalTransactionState.UNKNOW : LocalTransactionState.COMMIT_MESSAGE;
        });
        producer.sendMessageInTransaction(RocketExtension.message(topic, null, "dropped"), null);
        producer.sendMessageInTransaction(RocketExtension.message(topic, null, "decided"), null);
        assertEquals("decided", RocketExtension.text(RocketExtension.next(got)));
        assertEquals(2, asked.get("decided").get());
        assertEquals(1, asked.get("dropped").get());
        assertNull(got.poll(2, TimeUnit.SECONDS));
    }

    @Test
    @Tag("rocketmq.transaction.restart")
    void anOpenTransactionIsDecidedAfterARestart() throws Exception {
        warmProducer();
        TransactionMQProducer first =
                transactional(message -> LocalTransactionState.UNKNOW, message -> LocalTransactionState.UNKNOW);
        first.sendMessageInTransaction(RocketExtension.message(topic, null, "kept"), null);
        String group = first.getProducerGroup();
        first.shutdown();
        ROCKET.restart();
        TransactionMQProducer second =
                transactional(message -> LocalTransactionState.UNKNOW, message -> LocalTransactionState.COMMIT_MESSAGE);
        second.shutdown();
        TransactionMQProducer heir = new TransactionMQProducer(group);
        heir.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
                return LocalTransactionState.UNKNOW;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                return LocalTransactionState.COMMIT_MESSAGE;
            }
        });
        ROCKET.start(heir);
        // It is known to a broker only after it has looked up a topic there.
        heir.send(RocketExtension.message(topic, null, "hello"));
        assertEquals(Set.of("warm", "hello", "kept"), RocketExtension.texts(consume(), 3));
    }

    @Test
    @Tag("rocketmq.code.325")
    @Tag("rocketmq.to-client.326")
    void aRequestIsAnswered() throws Exception {
        DefaultMQProducer asker = warmProducer();
        DefaultMQProducer replier = ROCKET.producer();
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                try {
                    if (message.getProperty("CORRELATION_ID") != null) {
                        byte[] answer = ("re: " + RocketExtension.text(message)).getBytes(StandardCharsets.UTF_8);
                        replier.send(MessageUtil.createReplyMessage(message, answer));
                    }
                } catch (Exception failed) {
                    return ConsumeConcurrentlyStatus.RECONSUME_LATER;
                }
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        Message reply = asker.request(RocketExtension.message(topic, null, "who?"), RocketExtension.PATIENCE_MS);
        assertEquals("re: who?", RocketExtension.text(reply));
    }

    @Test
    @Tag("rocketmq.reply.timeout")
    void aRequestThatNobodyAnswersTimesOut() throws Exception {
        DefaultMQProducer asker = warmProducer();
        assertThrows(
                RequestTimeoutException.class,
                () -> asker.request(RocketExtension.message(topic, null, "anybody?"), 1_000));
    }
}
