// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.OffsetOutOfRangeException;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.read.Assignment;
import org.portagemq.client.read.LogReader;
import org.portagemq.client.read.LogReaderBuilder;
import org.portagemq.client.read.OutOfRange;
import org.portagemq.client.read.StartPosition;

/** What readers of logs do with every broker. */
abstract class ReaderContract {

    private final String topic = Waiting.name("T");
    private final String group = Waiting.name("G");
    private PortageClient client;
    private Producer producer;

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

    /** All in one queue. */
    private QueueRef send(int from, int to) {
        SendReceipt receipt = null;
        for (int i = from; i < to; i++) {
            receipt = producer.send(Message.to(topic)
                    .orderingKey("k")
                    .tag(i % 2 == 0 ? "even" : "odd")
                    .text("m" + i)
                    .build());
        }
        return receipt.queue();
    }

    private LogReaderBuilder reader() {
        return client.newLogReader().topic(topic);
    }

    private static List<String> read(LogReader reader, int count) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        Waiting.until(count + " messages", () -> {
            reader.poll(Duration.ofSeconds(1)).forEach(message -> texts.add(message.text()));
            return texts.size() >= count;
        });
        return texts;
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void aLogIsReadFromItsBeginAndAgain() throws Exception {
        QueueRef queue = send(0, 10);
        LogReader reader = reader().open();
        assertEquals(texts(0, 10), read(reader, 10));
        assertTrue(reader.reached(reader.endOffsets()));
        assertEquals(10, reader.position(queue));
        reader.seekToBeginning();
        assertEquals(texts(0, 10), read(reader, 10));
    }

    @Test
    void aReaderBeginsWhereItIsTold() throws Exception {
        QueueRef queue = send(0, 10);
        assertEquals(texts(7, 10), read(reader().start(StartPosition.tail(3)).open(), 3));
        LogReader offset = reader().assignment(Assignment.queues(queue.id()))
                .start(StartPosition.offset(4))
                .open();
        assertEquals(Set.of(queue), offset.queues());
        assertEquals(texts(4, 10), read(offset, 6));
        LogReader latest = reader().start(StartPosition.latest()).open();
        assertEquals(List.of(), latest.poll(Duration.ofMillis(300)));
        send(10, 11);
        assertEquals(texts(10, 11), read(latest, 1));
    }

    @Test
    void aReaderFindsATime() throws Exception {
        send(0, 3);
        List<ReceivedMessage> all = new ArrayList<>();
        LogReader reader = reader().open();
        Waiting.until("three", () -> {
            all.addAll(reader.poll(Duration.ofSeconds(1)));
            return all.size() == 3;
        });
        Instant last = all.get(2).place().storedAt();
        Waiting.until("a later time", () -> Instant.now().isAfter(last.plusMillis(50)));
        Instant between = Instant.now();
        Waiting.until("a later time", () -> Instant.now().isAfter(between.plusMillis(50)));
        send(3, 5);
        reader.seekToTime(between);
        assertEquals(texts(3, 5), read(reader, 2));
        LogReader other = reader().start(StartPosition.timestamp(between)).open();
        assertEquals(texts(3, 5), read(other, 2));
    }

    @Test
    void aReaderGoesToAnyOffsetAndToTheEnd() throws Exception {
        QueueRef queue = send(0, 10);
        LogReader reader = reader().open();
        reader.seek(queue, 8);
        assertEquals(texts(8, 10), read(reader, 2));
        reader.seekTail(queue, 1);
        assertEquals(texts(9, 10), read(reader, 1));
        reader.seekToEnd(queue);
        assertEquals(List.of(), reader.poll(Duration.ofMillis(300)));
        assertEquals(0L, reader.lag().get(queue));
    }

    @Test
    void anOffsetThatIsNotThereFailsOrIsMovedAsTheReaderIsTold() throws Exception {
        QueueRef queue = send(0, 5);
        LogReader failing = reader().open();
        failing.seek(queue, 100);
        OffsetOutOfRangeException out = assertThrows(OffsetOutOfRangeException.class, () -> read(failing, 1));
        assertEquals(100, out.requested());
        assertEquals(0, out.first());
        assertEquals(5, out.end());
        LogReader earliest = reader().onOutOfRange(OutOfRange.EARLIEST).open();
        earliest.seek(queue, 100);
        assertEquals(texts(0, 5), read(earliest, 5));
        LogReader nearest = reader().onOutOfRange(OutOfRange.NEAREST).open();
        nearest.seek(queue, 100);
        assertEquals(List.of(), nearest.poll(Duration.ofMillis(500)));
        send(5, 6);
        assertEquals(texts(5, 6), read(nearest, 1));
    }

    @Test
    void aFilterLeavesGapsInTheOffsets() throws Exception {
        QueueRef queue = send(0, 6);
        LogReader reader = reader().filter(Filter.tags("odd")).open();
        assertEquals(List.of("m1", "m3", "m5"), read(reader, 3));
        assertEquals(6, reader.position(queue));
    }

    @Test
    void aPausedQueueIsNotRead() throws Exception {
        QueueRef queue = send(0, 3);
        LogReader reader = reader().open();
        reader.pause(queue);
        assertEquals(List.of(), reader.poll(Duration.ofMillis(300)));
        reader.resume(queue);
        assertEquals(texts(0, 3), read(reader, 3));
    }

    @Test
    void aGroupGoesOnWhereItHasCommitted() throws Exception {
        QueueRef queue = send(0, 6);
        try (LogReader first = reader().group(group)
                .start(StartPosition.committed())
                .pageSize(4)
                .open()) {
            assertEquals(texts(0, 4), read(first, 1));
            first.commit();
            assertEquals(4, first.committed(queue).orElseThrow());
        }
        client.close();
        client = broker().connect();
        try (LogReader second =
                reader().group(group).start(StartPosition.committed()).open()) {
            assertEquals(texts(4, 6), read(second, 2));
        }
    }

    @Test
    void membersOfAGroupShareTheQueues() throws Exception {
        send(0, 1);
        LogReader first = reader().group(group).open();
        Waiting.until("the first has all", () -> {
            first.poll(Duration.ofMillis(100));
            return first.queues().size() == 4;
        });
        try (PortageClient other = broker().connect()) {
            LogReader second = other.newLogReader().topic(topic).group(group).open();
            Waiting.until("each has a half", () -> {
                first.poll(Duration.ofMillis(100));
                second.poll(Duration.ofMillis(100));
                return first.queues().size() == 2 && second.queues().size() == 2;
            });
            Set<QueueRef> both = new TreeSet<>(first.queues());
            both.addAll(second.queues());
            assertEquals(4, both.size());
        }
        Waiting.until("the first has all again", () -> {
            first.poll(Duration.ofMillis(100));
            return new HashSet<>(first.queues()).size() == 4;
        });
    }

    @Test
    void aPollEndsWhenItIsWokenUp() {
        send(0, 1);
        LogReader reader = reader().start(StartPosition.latest()).open();
        reader.wakeup();
        assertEquals(List.of(), reader.poll(Duration.ofMinutes(5)));
        reader.close();
        assertThrows(ClosedException.class, () -> reader.poll(Duration.ZERO));
    }
}
