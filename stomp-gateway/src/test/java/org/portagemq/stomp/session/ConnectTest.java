// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.core.api.Principal;

class ConnectTest extends SessionTest {

    private static String connect(String headers) {
        return "CONNECT\n" + headers.replace("|", "\n") + "\n\n^@";
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "accept-version:1.2,1.1,1.0 => 1.2",
                "accept-version:1.0,1.1 => 1.1",
                "accept-version:1.0 => 1.0",
                "x:y => 1.0",
            })
    void theNewestCommonVersionIsSpoken(String header, String version) {
        Peer peer = new Peer(world).send(connect(header + "|login:user|passcode:secret"));
        Peer.Received connected = peer.expect("CONNECTED");
        assertEquals(version, connected.header("version"));
        assertEquals("PortageMQ/1.2.3", connected.header("server"));
        assertTrue(peer.established);
    }

    @Test
    void stompIsAnotherNameForConnect() {
        Peer peer = new Peer(world).send("STOMP\naccept-version:1.2\nlogin:user\npasscode:secret\n\n^@");
        peer.expect("CONNECTED");
    }

    @Test
    void aClientWithoutACommonVersionHearsWhichThereAre() {
        Peer peer = new Peer(world).send(connect("accept-version:9.9|login:user|passcode:secret"));
        assertEquals("1.0,1.1,1.2", peer.expectError("version not supported").header("version"));
        assertFalse(peer.established);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEND\ndestination:/queue/q\n\nx^@", "SUBSCRIBE\nid:1\n\n^@", "DISCONNECT\n\n^@"})
    void nothingIsAllowedBeforeConnect(String frame) {
        new Peer(world).send(frame).expectError("not connected");
    }

    @Test
    void aSecondConnectEndsTheConnection() {
        connected("1.2").send(connect("accept-version:1.2")).expectError("already connected");
    }

    @Test
    void aWrongPasscodeIsNotToldApartFromAWrongLogin() {
        Peer peer = new Peer(world).send(connect("login:user|passcode:wrong"));
        String text = peer.expectError("access refused").body();
        assertFalse(text.contains("wrong password of"), text);
        Peer other = new Peer(world).send(connect("login:nobody|passcode:wrong"));
        assertEquals(text, other.expectError("access refused").body());
    }

    @Test
    void passcodesAreTakenAsTheyAre() {
        Peer peer = new Peer(world).send(connect("accept-version:1.2|login:user|passcode: secret"));
        peer.expectError("access refused");
        // The examples of version 1.0 have blanks there.
        new Peer(world).send(connect("login: user|passcode: secret")).expect("CONNECTED");
    }

    @Test
    void whoHasNoLoginIsWhoTheCertificateOrTheTransportSays() {
        new Peer(world).send(connect("accept-version:1.2")).expectError("access refused");
        Peer certified = new Peer(world);
        certified.certified = Optional.of("cert");
        certified.send(connect("accept-version:1.2")).expect("CONNECTED");
        Peer byHttp = new Peer(world);
        byHttp.authorization = Optional.of("Basic aHR0cDpzZWNyZXQ=");
        byHttp.send(connect("accept-version:1.2")).expect("CONNECTED");
    }

    @Test
    void aTokenMayComeWithTheTransportsHandshakeOrInTheFrame() {
        Peer byHttp = new Peer(world);
        byHttp.authorization = Optional.of("bearer user:" + Principal.FOR_EVER);
        byHttp.send(connect("accept-version:1.2")).expect("CONNECTED");
        assertNull(byHttp.expiry);
        new Peer(world)
                .send(connect("accept-version:1.2|Authorization:Bearer user\\c" + Principal.FOR_EVER))
                .expectError("access refused");
        new Peer(world)
                .send(connect("accept-version:1.2|Authorization:Bearer user:" + Principal.FOR_EVER))
                .expect("CONNECTED");
        new Peer(world)
                .send(connect("accept-version:1.2|Authorization:Digest x"))
                .expectError("access refused");
    }

    @Test
    void aConnectionEndsWithItsToken() {
        Peer peer = new Peer(world);
        long until = world.wallMs() + 5_000;
        peer.send(connect("accept-version:1.2|Authorization:Bearer user:" + until))
                .expect("CONNECTED");
        assertEquals(Duration.ofSeconds(5), peer.expiry);
        peer.connection.expired();
        peer.expectError("token expired");
        assertTrue(peer.closed);
    }

    @Test
    void whatComesBehindConnectWaitsForTheLogin() {
        Peer peer = new Peer(world)
                .send(connect("accept-version:1.2|login:user|passcode:secret")
                        + subscribe("0", "/queue/q", "auto")
                        + message("/queue/q", "early"));
        peer.expect("CONNECTED");
        peer.expectReceipt("sub-0");
        peer.expectMessage("early");
        assertTrue(peer.reading);
    }

    @Test
    void aHostThatIsNoNamespaceMeansTheDefaultOneUnlessThatIsOff() {
        new Peer(world)
                .send(connect("accept-version:1.2|host:127.0.0.1|login:user|passcode:secret"))
                .expect("CONNECTED");
        StompLimits strict = new StompLimits(Peer.LIMITS.frames(), 1_000, 5, 10, 20, 2, Duration.ZERO, "/", false, "");
        new Peer(world, strict)
                .send(connect("accept-version:1.2|host:127.0.0.1|login:user|passcode:secret"))
                .expectError("not found");
    }

    @ParameterizedTest
    @CsvSource({
        "'0,0', , ",
        "'20000,0', 40000, 0",
        "'0,20000', 0, 16000",
        "'5000, 5000', 20000, 8000",
    })
    void heartBeatsAreTheSlowerOfWhatBothWant(String asked, Long silenceMs, Long intervalMs) {
        Peer peer = new Peer(world).send(connect("accept-version:1.1|login:user|passcode:secret|heart-beat:" + asked));
        assertEquals("10000,10000", peer.expect("CONNECTED").header("heart-beat"));
        assertEquals(silenceMs == null ? null : Duration.ofMillis(silenceMs), peer.silence);
        assertEquals(intervalMs == null ? null : Duration.ofMillis(intervalMs), peer.interval);
    }

    @Test
    void versionOneHasNoHeartBeats() {
        Peer peer = new Peer(world).send(connect("login:user|passcode:secret|heart-beat:1000,1000"));
        assertNull(peer.expect("CONNECTED").header("heart-beat"));
        assertNull(peer.silence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1,2,3", "a,b", "-1,0", "1.5,0", ","})
    void heartBeatsThatAreNoTwoNumbersAreRefused(String asked) {
        new Peer(world)
                .send(connect("accept-version:1.2|login:user|passcode:secret|heart-beat:" + asked))
                .expectError("invalid header heart-beat");
    }

    @Test
    void aSignOfLifeIsAnEndOfLine() {
        Peer peer = connected("1.2");
        peer.on(peer.connection::signOfLifeDue);
        assertEquals("\n", peer.raw());
    }

    @Test
    void aConnectFrameBeyondTheLimitBeforeLoginIsRefused() {
        new Peer(world)
                .send("CONNECT\n" + ("h:" + "x".repeat(300) + "\n").repeat(4))
                .expectError("frame too large");
        new Peer(world).send("\n".repeat(2_000)).expectError("not connected");
    }

    @Test
    void theServersEndIsTold() {
        Peer peer = connected("1.2");
        peer.on(() -> peer.connection.shutdown("the server shuts down"));
        peer.expectError("server shuts down");
    }

    @Test
    void disconnectIsAnsweredWhenAllBeforeItIsDone() {
        Peer peer = connected("1.2");
        peer.send("SEND\ndestination:/queue/q\npersistent:true\nreceipt:sent\n\nx^@DISCONNECT\nreceipt:bye\n\n^@"
                + "SEND\ndestination:/queue/q\n\nignored^@");
        peer.expectReceipt("sent");
        peer.expectReceipt("bye");
        peer.expectNothing();
        assertEquals(Duration.ofSeconds(5), peer.closeAfter);
        Peer other = connected("1.2").send(subscribe("0", "/queue/q", "auto"));
        other.expectReceipt("sub-0");
        other.expectMessage("x");
        other.expectNothing();
    }

    @Test
    void disconnectWithoutAReceiptJustEnds() {
        Peer peer = connected("1.2").send("DISCONNECT\n\n^@");
        peer.expectNothing();
        assertTrue(peer.closed);
    }
}
