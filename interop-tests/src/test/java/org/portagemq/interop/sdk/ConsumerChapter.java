// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.ReceiveOptions;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Producer;

/** What chapters about consumers have in common: a client, a topic and a group. */
abstract class ConsumerChapter {

    static final ReceiveOptions SOME =
            ReceiveOptions.max(16).waiting(Duration.ofSeconds(10)).invisible(Duration.ofSeconds(60));

    final String topic = Waiting.name("T");
    final String group = Waiting.name("G");
    PortageClient client;
    Producer producer;

    abstract Broker broker();

    @BeforeEach
    void open() {
        client = broker().connect();
        producer = client.newProducer().sendTimeout(Duration.ofSeconds(60)).open();
    }

    @AfterEach
    void close() {
        client.close();
    }

    final void send(String... texts) {
        for (String text : texts) {
            producer.send(Message.to(topic).tag(text.substring(0, 1)).text(text).build());
        }
    }

    final SimpleConsumer simple(Filter filter) {
        return client.newSimpleConsumer().group(group).subscribe(topic, filter).open();
    }

    static ReceivedMessage one(SimpleConsumer consumer) throws InterruptedException {
        return some(consumer, 1).get(0);
    }

    static List<ReceivedMessage> some(SimpleConsumer consumer, int count) throws InterruptedException {
        List<ReceivedMessage> all = new java.util.ArrayList<>();
        Waiting.until(count + " messages", () -> {
            all.addAll(consumer.receive(SOME));
            return all.size() >= count;
        });
        return all;
    }
}
