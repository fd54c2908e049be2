// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.ReceiveOptions;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.produce.Producer;

/** {@link ConsumerContract} with the broker of this project. */
class PortageConsumerTest extends ConsumerContract {

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension();

    @Override
    Broker broker() {
        return BROKER;
    }

    @Test
    void oneAnswerHasAllThatIsThere() {
        String topic = Waiting.name("T");
        try (PortageClient client = PortageClient.connect(BROKER.nameServer());
                Producer producer = client.newProducer().open();
                SimpleConsumer consumer = client.newSimpleConsumer()
                        .group(Waiting.name("G"))
                        .subscribe(create(producer, topic), Filter.all())
                        .open()) {
            ReceiveOptions twenty = ReceiveOptions.max(20).waiting(Duration.ofSeconds(10));
            consumer.ackAll(consumer.receive(twenty));
            for (int i = 0; i < 20; i++) {
                producer.send(
                        Message.to(topic).orderingKey("one queue").text("a").build());
            }
            assertEquals(20, consumer.receive(twenty).size());
        }
    }

    @Test
    void inATopicForPrioritiesTheHighestIsReceivedFirst() throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(60_000);
        admin.setNamesrvAddr(BROKER.nameServer());
        admin.setInstanceName(Waiting.name("admin"));
        admin.start();
        try {
            admin.createTopic("DefaultCluster", topic, 10, Map.of("+message.type", "PRIORITY"));
        } finally {
            admin.shutdown();
        }
        for (int priority : new int[] {3, 9, 0}) {
            SendReceipt stored = producer.send(
                    Message.to(topic).priority(priority).text("p" + priority).build());
            assertEquals(priority, stored.queue().id());
        }
        SimpleConsumer consumer = simple(Filter.all());
        for (String expected : List.of("p9", "p3", "p0")) {
            ReceivedMessage got = consumer.receive(ReceiveOptions.max(1).waiting(Duration.ofSeconds(60)))
                    .get(0);
            assertEquals(expected, got.text());
            consumer.ack(got);
        }
    }

    private static String create(Producer producer, String topic) {
        producer.send(Message.to(topic).text("makes the topic").build());
        return topic;
    }
}
