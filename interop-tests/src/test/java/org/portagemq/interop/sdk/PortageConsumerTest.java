// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.ReceiveOptions;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
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

    private static String create(Producer producer, String topic) {
        producer.send(Message.to(topic).text("makes the topic").build());
        return topic;
    }
}
