// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp10.Proton2.PATIENCE_MS;
import static org.portagemq.interop.amqp10.Proton2.text;

import java.io.OutputStream;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.OutputStreamOptions;
import org.apache.qpid.protonj2.client.StreamDelivery;
import org.apache.qpid.protonj2.client.StreamReceiver;
import org.apache.qpid.protonj2.client.StreamSender;
import org.apache.qpid.protonj2.client.StreamSenderMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Messages in many transfers, written and read as streams by Qpid's client protonj2. */
class Proton2StreamTest {

    private static final int MEBIBYTE = 1024 * 1024;

    @RegisterExtension
    static final BrokerExtension BROKER =
            new BrokerExtension(Map.of("limits.message-bytes", Integer.toString(8 * MEBIBYTE)));

    @RegisterExtension
    final Proton2 proton = new Proton2(BROKER);

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void awaitAccepted(StreamSenderMessage message) throws Exception {
        message.tracker().settlementFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertEquals(
                DeliveryState.Type.ACCEPTED, message.tracker().remoteState().getType());
    }

    private static StreamDelivery next(StreamReceiver receiver) throws Exception {
        StreamDelivery delivery = receiver.receive(PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(delivery, "nothing arrived");
        return delivery;
    }

    @Test
    @Tag("amqp10.transfer.frames")
    void aMessageOfManyFramesComesWholeAndInOrder() throws Exception {
        Connection connection = proton.connect(BrokerExtension.name("stream"), options -> options.maxFrameSize(4_096));
        String queue = BrokerExtension.name("p2");
        byte[] noise = noise(3 * MEBIBYTE + 17);
        StreamSender sender = connection.openStreamSender(queue);
        StreamSenderMessage message = sender.beginMessage();
        message.property("n", 1);
        try (OutputStream out = message.body(new OutputStreamOptions().bodyLength(noise.length))) {
            for (int from = 0; from < noise.length; from += 10_000) {
                out.write(noise, from, Math.min(10_000, noise.length - from));
            }
        }
        awaitAccepted(message);
        StreamReceiver receiver = connection.openStreamReceiver(queue);
        StreamDelivery delivery = next(receiver);
        assertEquals(1, delivery.message().property("n"));
        assertArrayEquals(noise, delivery.message().body().readAllBytes());
        assertTrue(delivery.completed());
        delivery.accept();
    }

    @Test
    void aMessageInSeveralSectionsKeepsThem() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        StreamSenderMessage message = connection.openStreamSender(queue).beginMessage();
        try (OutputStream out = message.body()) {
            out.write(new byte[] {1, 2});
            out.flush();
            out.write(new byte[] {3});
        }
        awaitAccepted(message);
        assertArrayEquals(
                new byte[] {1, 2, 3},
                next(connection.openStreamReceiver(queue)).message().body().readAllBytes());
    }

    @Test
    @Tag("amqp10.transfer.aborted")
    void anAbortedMessageIsNeverSeen() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        StreamSender sender = connection.openStreamSender(queue);
        StreamSenderMessage aborted = sender.beginMessage();
        OutputStream out = aborted.body(new OutputStreamOptions().bodyLength(100_000));
        out.write(new byte[50_000]);
        out.flush();
        aborted.abort();
        sender.send(Message.create("next")).awaitAccepted();
        assertEquals("next", text(Proton2.next(connection.openReceiver(queue))));
    }

    @Test
    @Tag("amqp10.link.size-in")
    void aMessageThatIsTooLargeEndsItsLinkAndNoOther() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        StreamSender sender = connection.openStreamSender(queue);
        StreamSenderMessage message = sender.beginMessage();
        byte[] part = new byte[MEBIBYTE];
        assertThrows(Exception.class, () -> {
            OutputStream out = message.body();
            for (int i = 0; i < 100; i++) {
                out.write(part);
                out.flush();
            }
        });
        connection.openSender(queue).send(Message.create("small")).awaitAccepted();
        assertEquals("small", text(Proton2.next(connection.openReceiver(queue))));
    }

    @Test
    @Tag("amqp10.transfer.frames")
    void severalLinksOfASessionStreamAtOnce() throws Exception {
        Connection connection = proton.connect(BrokerExtension.name("stream"), options -> options.maxFrameSize(1_024));
        String one = BrokerExtension.name("p2");
        String two = BrokerExtension.name("p2");
        byte[] noise = noise(MEBIBYTE);
        StreamSenderMessage first = connection.openStreamSender(one).beginMessage();
        StreamSenderMessage second = connection.openStreamSender(two).beginMessage();
        try (OutputStream toOne = first.body();
                OutputStream toTwo = second.body()) {
            for (int from = 0; from < noise.length; from += 65_536) {
                toOne.write(noise, from, 65_536);
                toTwo.write(noise, noise.length - from - 65_536, 65_536);
            }
        }
        awaitAccepted(first);
        awaitAccepted(second);
        assertArrayEquals(
                noise, next(connection.openStreamReceiver(one)).message().body().readAllBytes());
        assertEquals(
                noise.length,
                next(connection.openStreamReceiver(two)).message().body().readAllBytes().length);
    }
}
