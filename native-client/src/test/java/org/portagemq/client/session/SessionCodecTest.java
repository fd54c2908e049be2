// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commands, events, headers and bodies are read as they were written, and nothing else is. */
class SessionCodecTest {

    private static final byte[] BYTES = {0, 1, -1};

    private static final Outgoing OUTGOING = new Outgoing(
            true, 9, Outgoing.NO_TTL, 1_700_000_000_000L, "key", true, 1_234_567_890_123L, BYTES, new byte[0]);

    private static final SubscriptionWish WISH = new SubscriptionWish(
            Place.topic("t.ä"), "a = 'b'", true, SubscriptionWish.Sharing.SHARED, true, "n", null, 100, false);

    private static final List<SessionCommand> COMMANDS = List.of(
            new SessionCommand.Open(1, "u", BYTES, "/", "c", null),
            new SessionCommand.Open(1, null, null, "/", "c", "id"),
            new SessionCommand.TakeClientId(2, "id"),
            new SessionCommand.Publish(3, 4, Place.queue("q"), OUTGOING),
            new SessionCommand.Subscribe(5, 6, WISH),
            new SessionCommand.Subscribe(5, 6, SubscriptionWish.ofQueue(Place.queue("q"), null, 0, true)),
            new SessionCommand.Credit(6, 50),
            new SessionCommand.Settle(6, new long[] {0, 1, Long.MAX_VALUE}, SessionCommand.Outcome.REJECT, 4),
            new SessionCommand.Restart(6, new long[] {300}, 2, 100),
            new SessionCommand.Drain(7, 6),
            new SessionCommand.CloseSubscription(8, 6),
            new SessionCommand.Commit(9, 4, null),
            new SessionCommand.Commit(9, 4, "k"),
            new SessionCommand.AskCommitted(9, "k"),
            new SessionCommand.Rollback(10, 4),
            new SessionCommand.Prepare(11, 4, BYTES),
            new SessionCommand.Decide(12, BYTES, true),
            new SessionCommand.ListPrepared(13),
            new SessionCommand.MakeTemporary(14, new Place(Place.Kind.TEMPORARY_QUEUE, "x")),
            new SessionCommand.DeleteTemporary(15, new Place(Place.Kind.TEMPORARY_TOPIC, "x")),
            new SessionCommand.DeleteSubscription(16, null, "n"),
            new SessionCommand.Lookup(17, Place.queue("q")),
            new SessionCommand.Browse(18, Place.queue("q"), null, 1L << 40, 100),
            new SessionCommand.Leave(19));

    private static final Incoming INCOMING = new Incoming(Place.queue("q"), false, 4, 3, BYTES, BYTES);

    private static final List<SessionEvent> EVENTS = List.of(
            new SessionEvent.Done(1),
            new SessionEvent.Failed(2, new Failure(Failure.Kind.CLOSED, "why")),
            new SessionEvent.Opened(3, "b", ""),
            new SessionEvent.Branches(4, List.of(BYTES)),
            new SessionEvent.Page(5, List.of(INCOMING, INCOMING), 77, true),
            new SessionEvent.Delivered(6, 7, 1L << 50, INCOMING),
            new SessionEvent.SubscriptionEnded(8, new Failure(Failure.Kind.NOT_FOUND, "gone")),
            new SessionEvent.Hold("full"),
            new SessionEvent.Resume(),
            new SessionEvent.Ended(new Failure(Failure.Kind.LOST, "end")));

    private static byte[] written(SessionCommand command) {
        SectionWriter out = new SectionWriter(8);
        CommandCodec.write(command, out);
        return out.toBytes();
    }

    private static byte[] written(SessionEvent event) {
        SectionWriter out = new SectionWriter(8);
        EventCodec.write(event, out);
        return out.toBytes();
    }

    @Test
    void everyCommandIsReadAsItWasWritten() {
        assertEquals(
                SessionCommand.class.getPermittedSubclasses().length,
                COMMANDS.stream().map(Object::getClass).distinct().count());
        for (SessionCommand command : COMMANDS) {
            byte[] octets = written(command);
            SectionReader in = new SectionReader(octets);
            SessionCommand read = CommandCodec.read(in);
            assertEquals(command.getClass(), read.getClass());
            assertArrayEquals(octets, written(read), command.toString());
            assertEquals(false, in.hasMore());
        }
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        for (SessionEvent event : EVENTS) {
            byte[] octets = written(event);
            SectionReader in = new SectionReader(octets);
            assertArrayEquals(octets, written(EventCodec.read(in)), event.toString());
            assertEquals(false, in.hasMore());
        }
    }

    @Test
    void whatIsCutOffOrChangedIsRefusedOrReadAsSomethingElse() {
        Random random = new Random(7);
        for (SessionCommand command : COMMANDS) {
            byte[] octets = written(command);
            for (int length = 0; length < octets.length; length++) {
                SectionReader cut = new SectionReader(Arrays.copyOf(octets, length));
                assertThrows(SectionReader.MalformedException.class, () -> CommandCodec.read(cut));
            }
            for (int round = 0; round < 2_000; round++) {
                byte[] changed = octets.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                try {
                    CommandCodec.read(new SectionReader(changed));
                } catch (SectionReader.MalformedException refused) {
                    // As it should be.
                }
            }
        }
    }

    @Test
    void aHeaderKeepsItsFieldsAndTheTypesOfItsProperties() {
        MessageHeader header = new MessageHeader();
        header.bodyKind = MessageHeader.BodyKind.MAP;
        header.noBody = true;
        header.messageId = "ID:1";
        header.timestamp = 1_700_000_000_000L;
        header.correlation = "c";
        header.replyTo = new Place(Place.Kind.TEMPORARY_TOPIC, "r");
        header.type = "t";
        header.expiration = 5;
        header.deliveryTime = 6;
        header.origin = "o";
        Map<String, Object> values = Map.of(
                "byte",
                (byte) -1,
                "short",
                (short) -2,
                "int",
                -3,
                "long",
                Long.MIN_VALUE,
                "float",
                -0f,
                "double",
                Double.NaN,
                "truth",
                false,
                "text",
                "ä");
        values.forEach(header::property);
        MessageHeader read = MessageHeader.decode(header.encode());
        assertArrayEquals(header.encode(), read.encode());
        assertEquals(values, read.properties());
        assertEquals(header.replyTo, read.replyTo);
        assertNull(read.user);
        assertThrows(SectionReader.MalformedException.class, () -> MessageHeader.decode(new byte[] {2, 0}));
    }

    @Test
    void framesAreTakenWhenTheyAreWholeAndNotTooLong() {
        ByteBuf octets = Unpooled.buffer();
        SectionWriter content = new SectionWriter(0);
        for (byte each : BYTES) {
            content.octet(each);
        }
        SessionFrames.write(content, octets);
        SessionFrames.writeEmpty(octets);
        assertEquals(SessionFrames.length(BYTES.length) + SessionFrames.length(0), octets.readableBytes());
        byte[] all = new byte[octets.readableBytes()];
        octets.getBytes(0, all);
        for (int length = 0; length < 8 + BYTES.length; length++) {
            assertNull(SessionFrames.read(Unpooled.wrappedBuffer(all, 0, length), 100));
        }
        assertArrayEquals(BYTES, SessionFrames.read(octets, 100));
        assertEquals(0, SessionFrames.read(octets, 100).length);
        ByteBuf tooLong = Unpooled.wrappedBuffer(all);
        assertThrows(SectionReader.MalformedException.class, () -> SessionFrames.read(tooLong, BYTES.length));
        ByteBuf another = Unpooled.buffer().writeInt(4).writeInt(0);
        assertThrows(SectionReader.MalformedException.class, () -> SessionFrames.read(another, 100));
    }
}
