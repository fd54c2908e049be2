// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.concurrent.Semaphore;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.produce.Producer;

/** The load of {@link RocketLoad} by this project's own client, as a program of its own. */
public final class SdkLoad {

    private static final String TOPIC = "load";
    private static final String SENT_AT = "sentAt";

    private final PortageClient client;
    private final int threads;
    private final byte[] body;
    private final LoadCounts counts = new LoadCounts();
    private volatile boolean over;

    private SdkLoad(PortageClient client, int threads, int bytes) {
        this.client = client;
        this.threads = threads;
        this.body = new byte[bytes];
    }

    /** @param arguments port of the name server, threads (0: asynchronous), bytes of a body, seconds */
    public static void main(String[] arguments) throws Exception {
        try (PortageClient client = PortageClient.connect("127.0.0.1:" + arguments[0])) {
            new SdkLoad(client, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                    .run(Integer.parseInt(arguments[3]));
            System.exit(0);
        }
    }

    private void run(int seconds) throws Exception {
        Producer producer = client.newProducer().open();
        // The first message makes the topic.
        producer.send(message(System.nanoTime()));
        client.newPushConsumer()
                .group("load-consumers")
                .subscribe(TOPIC, Filter.all())
                .listener((message, context) -> {
                    counts.delivered(Long.parseLong(message.property(SENT_AT).orElseThrow()));
                    return ConsumeResult.ack();
                })
                .open();
        for (int i = 0; i < Math.max(1, threads); i++) {
            Thread sender = new Thread(() -> sendAll(producer), "sender-" + i);
            sender.setDaemon(true);
            sender.start();
        }
        counts.tell(System.out, seconds);
        over = true;
    }

    private Message message(long now) {
        return Message.to(TOPIC)
                .body(body)
                .property(SENT_AT, Long.toString(now))
                .build();
    }

    private void sendAll(Producer producer) {
        Semaphore open = new Semaphore(RocketCase.WINDOW);
        try {
            while (!over) {
                if (threads == 0) {
                    open.acquire();
                }
                long now = System.nanoTime();
                if (threads == 0) {
                    producer.sendAsync(message(now)).whenComplete((receipt, failed) -> sent(open, now, failed));
                } else {
                    producer.send(message(now));
                    counts.confirmed(now);
                }
                counts.sent();
            }
        } catch (PortageException | InterruptedException failed) {
            end(failed);
        }
    }

    private void sent(Semaphore open, long sentAt, Throwable failed) {
        if (failed != null) {
            end(failed);
            return;
        }
        counts.confirmed(sentAt);
        open.release();
    }

    private void end(Throwable failed) {
        if (!over) {
            failed.printStackTrace();
            System.exit(1);
        }
    }
}
