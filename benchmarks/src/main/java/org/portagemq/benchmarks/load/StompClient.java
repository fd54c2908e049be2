// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * A small client of STOMP, since there is no public load: {@code SEND} with {@code persistent:true} and a receipt,
 * {@code ack:auto}. Where a server tells queues from topics by a header, the headers say a queue.
 */
final class StompClient implements LoadClient {

    private static final String QUEUE = "/queue/" + ClientLibrary.DESTINATION;

    private final int port;
    private final int bytes;

    StompClient(int port, LoadShape shape) {
        this.port = port;
        this.bytes = shape.bytes();
    }

    @Override
    public void consume(LongConsumer delivered) throws IOException {
        StompConnection connection = new StompConnection(port);
        connection.send("SUBSCRIBE\nid:0\ndestination:" + QUEUE
                + "\nsubscription-type:ANYCAST\nack:auto\nreceipt:subscribed\n\n");
        connection.await("RECEIPT");
        read(connection, frame -> delivered.accept(Payload.sentAt(StompConnection.body(frame))));
    }

    private static void read(StompConnection connection, StompConnection.Frames frames) {
        Thread thread = new Thread(
                () -> {
                    try {
                        connection.read(frames);
                    } catch (IOException failed) {
                        LoadClient.fail(failed);
                    }
                },
                "reader");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public LoadSender sender() throws IOException {
        return new Sender(new StompConnection(port));
    }

    private final class Sender implements LoadSender {

        private final String head = "SEND\ndestination:" + QUEUE
                + "\ndestination-type:ANYCAST\npersistent:true\ncontent-length:" + bytes + "\nreceipt:";
        private final StompConnection connection;
        private final Map<Long, Runnable> open = new ConcurrentHashMap<>();
        private long number;

        Sender(StompConnection connection) {
            this.connection = connection;
            read(connection, frame -> open.remove(Long.parseLong(StompConnection.header(frame, "receipt-id:")))
                    .run());
        }

        @Override
        public void send(long sentAt) throws IOException {
            Semaphore confirmed = new Semaphore(0);
            send(sentAt, confirmed::release);
            flush();
            confirmed.acquireUninterruptibly();
        }

        @Override
        public void send(long sentAt, Runnable confirmed) throws IOException {
            open.put(++number, confirmed);
            connection.queue(
                    head + number + "\n\n" + new String(Payload.of(sentAt, bytes), StandardCharsets.ISO_8859_1));
        }

        @Override
        public void flush() throws IOException {
            connection.flush();
        }
    }
}
