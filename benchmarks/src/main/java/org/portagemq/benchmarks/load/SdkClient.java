// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.util.function.LongConsumer;
import org.portagemq.client.PortageClient;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.produce.Producer;

/** This project's own client, which RocketMQ understands too: one push consumer. */
final class SdkClient implements LoadClient {

    private final PortageClient client;
    private final Producer producer;
    private final int bytes;

    private SdkClient(PortageClient client, int bytes) {
        this.client = client;
        this.producer = client.newProducer().open();
        this.bytes = bytes;
    }

    /** The first message makes the topic. */
    static SdkClient open(String names, LoadShape shape) {
        SdkClient opened = new SdkClient(PortageClient.connect(names), shape.bytes());
        opened.producer.send(opened.message(System.nanoTime()));
        return opened;
    }

    private Message message(long sentAt) {
        return Message.to(ClientLibrary.DESTINATION)
                .body(Payload.of(sentAt, bytes))
                .build();
    }

    @Override
    public void consume(LongConsumer delivered) {
        client.newPushConsumer()
                .group("load-consumers")
                .subscribe(ClientLibrary.DESTINATION, Filter.all())
                .listener((message, context) -> {
                    delivered.accept(Payload.sentAt(message.body()));
                    return ConsumeResult.ack();
                })
                .open();
    }

    /** The client's producer is for many threads. */
    @Override
    public LoadSender sender() {
        return new LoadSender() {

            @Override
            public void send(long sentAt) {
                producer.send(message(sentAt));
            }

            @Override
            public void send(long sentAt, Runnable confirmed) {
                producer.sendAsync(message(sentAt)).whenComplete((receipt, failed) -> {
                    if (failed != null) {
                        LoadClient.fail(failed);
                    }
                    confirmed.run();
                });
            }
        };
    }
}
