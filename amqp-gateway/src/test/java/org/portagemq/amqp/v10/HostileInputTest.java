// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send what they should not. */
class HostileInputTest extends SessionTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3_000);
    private static final long SEED = Long.getLong("fuzz.seed", 10_2026);

    /** Performatives of each kind with fields that cannot be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "005310c00301a105", // open: the container's name is cut off
                "005310d0ffffffff00000001", // open: longer than there are octets
                "005311c0020143", // begin: without what it must have
                "005312c0060343", // attach: fewer fields than it says
                "005312c00801a10161414141", // attach: no handle
                "005313c0020140", // flow: without windows
                "005314c00301527f", // transfer: on no link
                "005314c0030143a0", // transfer: on no link either
                "005315c0020141", // disposition: no first
                "005316c0030152ff", // detach: a handle that is not attached
                "005317c003015343", // end: an error that is none
                "0053ffc0020140", // no performative
                "c0020140", // no descriptor
                "00", // the end within a descriptor
                "0080000000000000001045", // open in a long form, again
                "00a31e616d71703a6f70656e3a6c697374a0", // a symbolic descriptor that is cut off
                "005310f00000000affffffff40", // an array of nothing, four milliards of times
            })
    void aFrameThatCannotBeHurtsNobodyElse(String performative) {
        Peer good = begun();
        Peer bad = begun();
        byte[] body = HexFormat.of().parseHex(performative);
        byte[] frame = new byte[8 + body.length];
        frame[3] = (byte) frame.length;
        frame[4] = 2;
        System.arraycopy(body, 0, frame, 8, body.length);
        bad.sendRaw(frame);
        requireNoBug(bad, performative);
        good.sender(0, "q");
        good.send(0, 0, "text");
        assertTrue(good.expect(Disposition.class).getState() instanceof Accepted);
    }

    /** Ends with an error of the protocol, if it ends, and not with one of ours. */
    private static void requireNoBug(Peer peer, String what) {
        for (Peer.Received next = peer.next(); next != null; next = peer.next()) {
            if (next.performative() instanceof Close close && close.getError() != null) {
                assertNotEquals(Conditions.INTERNAL_ERROR, close.getError().getCondition(), what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000002000000",
                "0000000701000000",
                "7fffffff02000000",
                "0000000802050000",
                "ffffffff02000000"
            })
    void aFrameOfAnImpossibleSizeOrKindEndsTheConnection(String frame) {
        Peer peer = begun();
        peer.sendRaw(HexFormat.of().parseHex(frame));
        assertEquals(
                Conditions.FRAMING_ERROR, peer.expect(Close.class).getError().getCondition());
        assertTrue(peer.closed);
    }

    /** A conversation, some of whose octets are changed. */
    @Test
    @Tag("amqp10.connect.garbage")
    void mutatedOctetsNeverEndInABugOfOurs() {
        Random random = new Random(SEED);
        List<byte[]> frames = conversation();
        for (int round = 0; round < ROUNDS; round++) {
            List<byte[]> changed = new ArrayList<>(frames);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int which = random.nextInt(changed.size());
                changed.set(which, change(changed.get(which), random));
            }
            Peer peer = Peer.opened(world, taken, "fuzz").begun();
            StringBuilder sent = new StringBuilder();
            for (byte[] frame : changed) {
                sent.append(HexFormat.of().formatHex(frame)).append(' ');
                peer.sendRaw(frame);
            }
            requireNoBug(peer, sent.toString());
            peer.on(peer.connection::disconnected);
        }
    }

    private List<byte[]> conversation() {
        Peer writer = new Peer(world, taken, java.util.Optional.empty());
        Source source = new Source();
        source.setAddress("q");
        Target target = new Target();
        target.setAddress("q");
        Attach sender = attach(0, Role.SENDER, new Source(), target);
        sender.setInitialDeliveryCount(UnsignedInteger.ZERO);
        Attach receiver = attach(1, Role.RECEIVER, source, new Target());
        Flow credit = new Flow();
        credit.setIncomingWindow(UnsignedInteger.valueOf(100));
        credit.setNextOutgoingId(UnsignedInteger.ZERO);
        credit.setOutgoingWindow(UnsignedInteger.valueOf(100));
        credit.setHandle(UnsignedInteger.ONE);
        credit.setLinkCredit(UnsignedInteger.valueOf(10));
        Disposition accept = new Disposition();
        accept.setRole(Role.RECEIVER);
        accept.setFirst(UnsignedInteger.ZERO);
        accept.setSettled(true);
        accept.setState(Accepted.getInstance());
        Detach detach = new Detach();
        detach.setHandle(UnsignedInteger.ZERO);
        detach.setClosed(true);
        List<byte[]> frames = new ArrayList<>();
        for (Object performative : List.of(sender, receiver, credit)) {
            frames.add(writer.frame(0, 0, performative, new byte[0]));
        }
        frames.add(writer.frame(0, 0, writer.transfer(0, 0), Peer.text("text")));
        for (Object performative : List.of(accept, detach, new Begin(), new End())) {
            if (performative instanceof Begin begin) {
                begin.setNextOutgoingId(UnsignedInteger.ZERO);
                begin.setIncomingWindow(UnsignedInteger.ONE);
                begin.setOutgoingWindow(UnsignedInteger.ONE);
            }
            frames.add(writer.frame(0, performative instanceof Begin ? 1 : 0, performative, new byte[0]));
        }
        return frames;
    }

    private static Attach attach(int handle, Role role, Source source, Target target) {
        Attach attach = new Attach();
        attach.setName("link" + handle);
        attach.setHandle(UnsignedInteger.valueOf(handle));
        attach.setRole(role);
        attach.setSource(source);
        attach.setTarget(target);
        return attach;
    }

    private static byte[] change(byte[] octets, Random random) {
        int at = random.nextInt(octets.length);
        byte[] changed = octets.clone();
        switch (random.nextInt(5)) {
            case 0 -> changed[at] = (byte) random.nextInt();
            case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
            case 3 -> changed = Arrays.copyOf(octets, Math.max(1, at));
            default -> {
                // Behind the frame's head, whose size stays right.
                int inside = 8 + random.nextInt(Math.max(1, octets.length - 8));
                changed[Math.min(inside, octets.length - 1)] = (byte) random.nextInt();
            }
        }
        return changed;
    }
}
