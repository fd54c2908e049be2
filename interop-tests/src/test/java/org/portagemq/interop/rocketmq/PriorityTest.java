// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.rocketmq.Popper.LONG_MS;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.jms.JMSContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.attribute.TopicMessageType;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.header.PeekMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.jms.PortageConnectionFactory;

/** Topics that have a queue for each priority, by RocketMQ's own producer and the calls of its client that pop. */
class PriorityTest {

    private static final int QUEUES = 8;

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private DefaultMQProducer producer;
    private DefaultMQAdminExt admin;
    private Popper popper;
    private String topic;

    @BeforeEach
    void aTopicOfEightPriorities() throws Exception {
        producer = ROCKET.producer();
        admin = new DefaultMQAdminExt();
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("instance"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        topic = RocketExtension.name("T");
        popper = new Popper(ROCKET, producer, topic, RocketExtension.name("G"), false);
        make(QUEUES, "PRIORITY");
    }

    private void make(int queues, String type) throws Exception {
        TopicConfig config = new TopicConfig(topic, queues, queues, 6);
        config.setAttributes(Map.of("+message.type", type));
        admin.createAndUpdateTopicConfig(ROCKET.broker(), config);
    }

    private Message message(int priority) {
        Message message = RocketExtension.message(topic, "", String.valueOf(priority));
        message.setPriority(priority);
        return message;
    }

    private int send(int priority) throws Exception {
        return producer.send(message(priority)).getMessageQueue().getQueueId();
    }

    private List<String> pop(int max) throws Exception {
        return Popper.texts(popper.pop(max, LONG_MS, LONG_MS, null));
    }

    @Test
    @Tag("rocketmq.priority.queue")
    void aMessageGoesToTheQueueOfItsPriority() throws Exception {
        for (int priority : new int[] {0, 3, 7, 8, 1_000, 3}) {
            assertEquals(Math.min(priority, QUEUES - 1), send(priority));
        }
        List<MessageExt> all = popper.pop(32, LONG_MS, LONG_MS, null);
        assertEquals(List.of("7", "8", "1000", "3", "3", "0"), Popper.texts(all));
        all.forEach(one -> assertEquals(Math.min(one.getPriority(), QUEUES - 1), one.getQueueId()));
        MessageQueue other = new MessageQueue(
                topic, producer.fetchPublishMessageQueues(topic).get(0).getBrokerName(), 1);
        assertEquals(5, producer.send(message(5), other).getMessageQueue().getQueueId());
        producer.sendOneway(message(2));
        assertEquals(List.of("5"), pop(1));
        assertEquals(List.of("2"), pop(1));
    }

    @Test
    @Tag("rocketmq.priority.queue")
    void aMessageWithoutAPriorityGoesToAnyQueue() throws Exception {
        Set<Integer> queues = new HashSet<>();
        for (int i = 0; i < 4 * QUEUES; i++) {
            Message plain = RocketExtension.message(topic, "", "plain");
            queues.add(producer.send(plain).getMessageQueue().getQueueId());
        }
        assertTrue(queues.size() > 1, "all went to " + queues);
    }

    @Test
    @Tag("rocketmq.priority.queue")
    void inAnyOtherTopicTheSenderChoosesTheQueue() throws Exception {
        make(QUEUES, "NORMAL");
        MessageQueue wanted = new MessageQueue(
                topic, producer.fetchPublishMessageQueues(topic).get(0).getBrokerName(), 1);
        assertEquals(1, producer.send(message(5), wanted).getMessageQueue().getQueueId());
        make(QUEUES, "PRIORITY");
        assertEquals(5, producer.send(message(5), wanted).getMessageQueue().getQueueId());
    }

    @Test
    @Tag("rocketmq.priority.batch")
    void eachMessageOfABatchGoesToTheQueueOfItsPriority() throws Exception {
        SendResult result = producer.send(List.of(message(2), message(6), message(2), message(4)));
        assertEquals(2, result.getMessageQueue().getQueueId());
        String[] ids = result.getOffsetMsgId().split(",", -1);
        assertEquals(4, ids.length);
        assertEquals("6", RocketExtension.text(admin.viewMessage(topic, ids[1])));
        assertEquals(List.of("6", "4", "2", "2"), pop(32));
    }

    @Test
    @Tag("rocketmq.priority.later")
    void messagesThatComeLaterGoToTheQueueOfTheirPriority() throws Exception {
        Message delayed = message(6);
        delayed.setDelayTimeMs(300);
        producer.send(delayed);
        TransactionMQProducer transactional = ROCKET.transactionProducer();
        transactional.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message half, Object argument) {
                return LocalTransactionState.COMMIT_MESSAGE;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt half) {
                return LocalTransactionState.COMMIT_MESSAGE;
            }
        });
        ROCKET.start(transactional);
        transactional.sendMessageInTransaction(message(4), null);
        List<MessageExt> all = new ArrayList<>();
        while (all.size() < 2) {
            all.addAll(popper.pop(1, LONG_MS, LONG_MS, null));
        }
        Map<String, Integer> queues = new TreeMap<>();
        all.forEach(one -> queues.put(RocketExtension.text(one), one.getQueueId()));
        assertEquals(Map.of("4", 4, "6", 6), queues);
    }

    @Test
    @Tag("rocketmq.priority.pop")
    void thePopOfOneGivesTheHighestThatThereIs() throws Exception {
        for (int i = 0; i < 5; i++) {
            for (int priority = 0; priority < QUEUES; priority++) {
                send(priority);
            }
        }
        assertEquals(List.of("7"), pop(1));
        assertEquals(List.of("7", "7", "7", "7", "6", "6"), pop(6));
        // What comes meanwhile, and is higher, comes before what has been there.
        send(7);
        assertEquals(List.of("7", "6", "6", "6", "5"), pop(5));
        for (int priority = 0; priority < QUEUES; priority++) {
            send(priority);
            assertEquals(List.of(priority < 4 ? "5" : String.valueOf(priority)), pop(1));
        }
        assertEquals(List.of("4", "4", "4", "4", "4", "3"), pop(6));
    }

    @Test
    @Tag("rocketmq.priority.pop")
    void whoeverWaitsGetsWhatComesAndTheNextTheHighestAgain() throws Exception {
        List<CompletableFuture<List<MessageExt>>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(popper.begin(4, LONG_MS, LONG_MS, null));
        }
        send(1);
        CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)).get(LONG_MS, TimeUnit.MILLISECONDS);
        send(0);
        send(5);
        List<String> all = new ArrayList<>();
        for (CompletableFuture<List<MessageExt>> one : waiting) {
            all.addAll(Popper.texts(one.get(LONG_MS, TimeUnit.MILLISECONDS)));
        }
        assertEquals(Set.of("1", "0", "5"), Set.copyOf(all));
        assertEquals(List.of(), Popper.texts(popper.pop(4, LONG_MS, 50, null)));
        send(3);
        send(4);
        assertEquals(List.of("4", "3"), pop(4));
    }

    @Test
    @Tag("rocketmq.priority.pop")
    void manyWhoPopAtOnceGetEachMessageOnce() throws Exception {
        int count = 200;
        List<CompletableFuture<List<MessageExt>>> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            producer.sendOneway(message(i % QUEUES));
            waiting.add(popper.begin(1 + i % 3, LONG_MS, LONG_MS, null));
        }
        Set<String> ids = new HashSet<>();
        int popped = 0;
        while (popped < count) {
            CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)).get(LONG_MS, TimeUnit.MILLISECONDS);
            List<CompletableFuture<List<MessageExt>>> others = new ArrayList<>();
            for (CompletableFuture<List<MessageExt>> one : waiting) {
                if (one.isDone()) {
                    one.get().forEach(message -> ids.add(message.getMsgId()));
                    popped += one.get().size();
                } else {
                    others.add(one);
                }
            }
            waiting = others;
        }
        assertEquals(count, ids.size());
        assertEquals(count, popped);
    }

    @Test
    @Tag("rocketmq.priority.again")
    void whatComesAgainComesBehindAllOthers() throws Exception {
        for (int priority : new int[] {7, 7, 2, 2, 1}) {
            send(priority);
        }
        MessageExt failing = popper.pop(1, 200, LONG_MS, null).get(0);
        long over = System.currentTimeMillis() + 400;
        assertEquals(7, failing.getPriority());
        List<MessageExt> all = new ArrayList<>();
        all.addAll(popper.pop(1, LONG_MS, LONG_MS, null));
        RocketExtension.eventually("the time is over", () -> System.currentTimeMillis() > over);
        while (all.size() < 5) {
            all.addAll(popper.pop(2, LONG_MS, LONG_MS, null));
        }
        assertEquals(List.of("7", "2", "2", "1", "7"), Popper.texts(all));
        assertEquals(failing.getMsgId(), all.get(4).getMsgId());
        assertEquals(1, all.get(4).getReconsumeTimes());
        assertEquals(7, all.get(4).getQueueId());
        assertEquals(AckStatus.OK, popper.ackAll(all));
        assertEquals(List.of(), Popper.texts(popper.pop(4, LONG_MS, 50, null)));
    }

    @Test
    @Tag("rocketmq.priority.again")
    void whoeverWaitsGetsAtOnceWhatComesAgain() throws Exception {
        send(3);
        MessageExt failing = popper.pop(1, 500, LONG_MS, null).get(0);
        List<MessageExt> again = popper.pop(1, LONG_MS, LONG_MS, null);
        assertEquals(failing.getMsgId(), again.get(0).getMsgId());
        assertEquals(1, again.get(0).getReconsumeTimes());
    }

    @Test
    @Tag("rocketmq.priority.again")
    void whatIsKeptUntilTheOthersAreGoneIsTakenBackWhenTheGroupIsMoved() throws Exception {
        send(7);
        send(7);
        send(1);
        assertEquals(List.of("7"), Popper.texts(popper.pop(1, 200, LONG_MS, null)));
        long over = System.currentTimeMillis() + 400;
        RocketExtension.eventually("the time is over", () -> System.currentTimeMillis() > over);
        admin.resetOffsetByQueueId(ROCKET.broker(), popper.group(), topic, 7, 1);
        List<MessageExt> all = popper.pop(8, LONG_MS, LONG_MS, null);
        assertEquals(List.of("7", "1"), Popper.texts(all));
        assertEquals(1, all.get(0).getQueueOffset());
        assertEquals(List.of(), Popper.texts(popper.pop(8, LONG_MS, 50, null)));
    }

    @Test
    @Tag("rocketmq.priority.factor")
    void aGroupMayPopFromAllQueuesAlike() throws Exception {
        setFactor("+priority.factor", "0");
        assertEquals(
                Map.of("priority.factor", "0"),
                admin.examineSubscriptionGroupConfig(ROCKET.broker(), popper.group())
                        .getAttributes());
        for (int i = 0; i < 20; i++) {
            for (int priority = 0; priority < QUEUES; priority++) {
                send(priority);
            }
        }
        int low = 0;
        for (int i = 0; i < 10 * QUEUES; i++) {
            low += Integer.parseInt(pop(1).get(0)) < QUEUES / 2 ? 1 : 0;
        }
        assertTrue(low > QUEUES, "of 80 messages " + low + " were of the lower half");
        setFactor("-priority.factor", "");
        assertEquals(
                Map.of(),
                admin.examineSubscriptionGroupConfig(ROCKET.broker(), popper.group())
                        .getAttributes());
    }

    private void setFactor(String change, String value) throws Exception {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(popper.group());
        config.setAttributes(Map.of(change, value));
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config);
    }

    @Test
    @Tag("rocketmq.priority.factor")
    void aFactorThatIsNoneIsRefusedAndOtherSettingsLeaveItAsItIs() throws Exception {
        String refusal = assertThrows(MQClientException.class, () -> setFactor("+priority.factor", "101"))
                .getErrorMessage();
        assertTrue(refusal.contains("priority.factor may be 0 to 100, and not 101"), refusal);
        setFactor("+priority.factor", "50");
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(popper.group());
        config.setRetryMaxTimes(3);
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config);
        SubscriptionGroupConfig kept = admin.examineSubscriptionGroupConfig(ROCKET.broker(), popper.group());
        assertEquals(3, kept.getRetryMaxTimes());
        assertEquals(50, kept.getPriorityFactor());
    }

    @Test
    @Tag("rocketmq.priority.pop")
    void whoeverLooksSeesTheHighest() throws Exception {
        for (int priority : new int[] {1, 6, 3}) {
            send(priority);
        }
        assertEquals(List.of("6"), pop(1));
        PeekMessageRequestHeader question = new PeekMessageRequestHeader();
        question.setConsumerGroup(popper.group());
        question.setTopic(topic);
        question.setQueueId(-1);
        question.setMaxMsgNums(2);
        byte[] seen = popper.ask(RequestCode.PEEK_MESSAGE, question).getBody();
        assertEquals(List.of("3", "1"), Popper.texts(MessageDecoder.decodes(ByteBuffer.wrap(seen))));
    }

    @Test
    @Tag("rocketmq.priority.pop")
    void aFilterChoosesAmongTheHighestToo() throws Exception {
        for (int priority = 0; priority < QUEUES; priority++) {
            Message message = RocketExtension.message(topic, priority % 2 == 0 ? "even" : "odd", "t" + priority);
            message.setPriority(priority);
            producer.send(message);
        }
        Popper odd = popper.wanting("odd");
        assertEquals(List.of("t7", "t5"), Popper.texts(odd.pop(2, LONG_MS, LONG_MS, null)));
        assertEquals(List.of("t3", "t1"), Popper.texts(odd.pop(8, LONG_MS, LONG_MS, null)));
    }

    @Test
    @Tag("rocketmq.priority.restart")
    void prioritiesAreKeptOverARestart() throws Exception {
        send(2);
        send(6);
        admin.shutdown();
        ROCKET.restart();
        producer = ROCKET.producer();
        popper = new Popper(ROCKET, producer, topic, RocketExtension.name("G"), false);
        assertEquals(4, send(4));
        assertEquals(List.of("6", "4", "2"), pop(8));
    }

    @Test
    @Tag("rocketmq.priority.meet")
    void messagesOfOtherProtocolsGoToTheQueueOfTheirPriority() throws Exception {
        com.rabbitmq.client.ConnectionFactory amqp = new com.rabbitmq.client.ConnectionFactory();
        amqp.setHost("127.0.0.1");
        amqp.setPort(ROCKET.server().port("amqp"));
        try (Connection connection = amqp.newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (Integer priority : Arrays.asList(3, null, 9, 6)) {
                AMQP.BasicProperties properties =
                        new AMQP.BasicProperties.Builder().priority(priority).build();
                channel.basicPublish("amq.topic", topic, properties, ("amqp " + priority).getBytes(UTF_8));
            }
            channel.waitForConfirms(LONG_MS);
        }
        try (JMSContext context =
                new PortageConnectionFactory("guest", "guest", "portage://" + ROCKET.broker()).createContext()) {
            context.createProducer().setPriority(5).send(context.createTopic(topic), "jms 5");
        }
        List<MessageExt> all = popper.pop(8, LONG_MS, LONG_MS, null);
        assertEquals(List.of("amqp 9", "amqp 6", "jms 5", "amqp 3", "amqp null"), Popper.texts(all));
        assertEquals(
                List.of(7, 6, 5, 3, 0), all.stream().map(MessageExt::getQueueId).toList());
    }

    @Test
    @Tag("rocketmq.priority.again")
    void whatIsKeptUntilTheOthersAreGoneIsSeenByWhoeverLooksForMessages() throws Exception {
        send(7);
        send(1);
        assertEquals(List.of("7"), Popper.texts(popper.pop(1, 200, LONG_MS, null)));
        long over = System.currentTimeMillis() + 400;
        RocketExtension.eventually("the time is over", () -> System.currentTimeMillis() > over);
        assertEquals(List.of("1"), pop(1));
        assertTrue(popper.hasMessage("*", 0, null).get(LONG_MS, TimeUnit.MILLISECONDS));
        assertEquals(List.of("7"), pop(1));
    }

    @Test
    @Tag("rocketmq.priority.grow")
    void aTopicThatGrowsHasMorePriorities() throws Exception {
        send(7);
        assertEquals(List.of("7"), pop(4));
        make(2 * QUEUES, "PRIORITY");
        assertEquals(7, send(7));
        assertEquals(12, send(12));
        assertEquals(15, send(99));
        assertEquals(List.of("99", "12", "7"), pop(4));
    }

    @Test
    @Tag("rocketmq.topic.attributes")
    void attributesThatAreNoneOrAreNotDoneAreRefusedByTheirNames() throws Exception {
        for (TopicMessageType type : TopicMessageType.values()) {
            make(QUEUES, type.getValue());
            assertEquals(type, admin.examineTopicConfig(ROCKET.broker(), topic).getTopicMessageType());
        }
        Map<String, String> wrong = new HashMap<>();
        wrong.put("message.type", "URGENT");
        wrong.put("cleanup.policy", "COMPACTION");
        wrong.put("reserve.time", "1000");
        wrong.put("colour", "red");
        wrong.forEach((name, value) -> {
            TopicConfig config = new TopicConfig(RocketExtension.name("T"), 1, 1, 6);
            config.setAttributes(Map.of("+" + name, value));
            String refusal = assertThrows(
                            MQClientException.class, () -> admin.createAndUpdateTopicConfig(ROCKET.broker(), config))
                    .getErrorMessage();
            assertTrue(refusal.contains(name), refusal);
        });
    }
}
