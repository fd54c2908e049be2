// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a client sends, it hears why it is refused, its connection ends, and the broker goes on. */
class HostileInputTest extends SessionTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '~',
            value = {
                "SEND|destination:/queue/q|content-length:2147483647|| => frame too large",
                "SEND|destination:/queue/q|content-length:9223372036854775808|| => frame too large",
                "SEND|destination:/queue/q|content-length:-1|| => malformed frame",
                "SEND|destination:/queue/q|content-length:2||abc^@ => malformed frame",
                "SEND|destination => malformed frame",
                "^@ => malformed frame",
                "MESSAGE|a:b||^@ => unknown command",
                "RECEIPT|a:b||^@ => unknown command",
                "GET / HTTP/1.1|| => unknown command",
                "ACK|id:x||body^@ => malformed frame",
                "SEND|destination:/queue/q|a:b\\x||^@ => malformed frame",
            })
    void aFrameThatCannotBeIsRefused(String text, String summary) {
        connected("1.2").send(text.replace('|', '\n') + "\n").expectError(summary);
        connected("1.2");
    }

    @Test
    void aFloodOfHeadersIsCut() {
        connected("1.2").send("SEND\n" + "a:b\n".repeat(33)).expectError("frame too large");
        connected("1.2").send("SEND\na:" + "x".repeat(1_100)).expectError("frame too large");
        connected("1.2")
                .send("SEND\n" + ("a:" + "x".repeat(900) + "\n").repeat(5))
                .expectError("frame too large");
    }

    @Test
    void aBodyBeyondTheLimitIsCutWhenTheLimitIsReached() {
        connected("1.2")
                .send("SEND\ndestination:/queue/q\n\n" + "x".repeat(100_001))
                .expectError("frame too large");
    }

    @Test
    void bytesMayComeOneByOne() {
        Peer peer = connected("1.2");
        for (byte each : "SEND\ndestination:/queue/q\nreceipt:slow\n\nbody\0".getBytes(StandardCharsets.UTF_8)) {
            peer.send(new byte[] {each});
        }
        peer.expectReceipt("slow");
    }

    @Test
    void nothingIsReadBehindAnError() {
        Peer peer = connected("1.2").send("FOO\n\n^@SEND\ndestination:/queue/q\n\nnot taken^@");
        peer.expectError("unknown command");
        peer.send("SEND\ndestination:/queue/q\n\nnot taken^@").expectNothing();
        Peer other = connected("1.2").send(subscribe("0", "/queue/q", "auto"));
        other.expectReceipt("sub-0");
        other.expectNothing();
    }

    @Test
    void whatWasSentBeforeAnErrorIsTaken() {
        connected("1.2").send(message("/queue/q", "taken") + "FOO\n\n^@").expectError("unknown command");
        Peer other = connected("1.2").send(subscribe("0", "/queue/q", "auto"));
        other.expectReceipt("sub-0");
        other.expectMessage("taken");
    }

    @Test
    void aPeerThatDoesNotReadItsAnswersIsReadNoMore() {
        Peer peer = connected("1.2");
        peer.pending = 5 << 20;
        peer.send("\n");
        assertEquals(false, peer.reading);
        peer.pending = 0;
        peer.on(peer.connection::endBatch);
        assertEquals(true, peer.reading);
    }

    @Test
    void aPasscodeIsNeverSaidAgain() {
        Peer peer = new Peer(world).send("CONNECT\nlogin:user\npasscode:hush\nheart-beat:x\n\n^@");
        assertTrue(!peer.raw().contains("hush"));
    }

    @Test
    void mutatedInputNeverBreaksAConnectionOtherwise() {
        long seed = Long.getLong("fuzz.seed", 1);
        int rounds = Integer.getInteger("fuzz.rounds", 400);
        Random random = new Random(seed);
        String session = subscribe("0", "/queue/q", "client") + message("/queue/q", "x\\n")
                + "BEGIN\ntransaction:t\n\n^@SEND\ndestination:/topic/a\ntransaction:t\ncontent-length:3\n\na^@b^@"
                + "COMMIT\ntransaction:t\nreceipt:c\n\n^@UNSUBSCRIBE\nid:0\n\n^@";
        byte[] good = session.replace("^@", "\0").getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < rounds; round++) {
            Peer peer = connected(random.nextBoolean() ? "1.2" : "1.0");
            byte[] bad = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) (random.nextInt(4) == 0 ? 0 : random.nextInt(256));
            }
            peer.send(bad);
            String answer = peer.raw();
            boolean refused = answer.contains("ERROR\n");
            assertEquals(refused, peer.closed, answer);
            assertTrue(!answer.contains("internal error"), "seed " + seed + ", round " + round + ": " + answer);
            peer.on(peer.connection::disconnected);
        }
    }
}
