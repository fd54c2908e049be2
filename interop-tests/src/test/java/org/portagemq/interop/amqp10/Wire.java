// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.hamcrest.Matchers.anything;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.test.driver.ProtonTestClient;
import org.apache.qpid.protonj2.test.driver.actions.AttachInjectAction;
import org.apache.qpid.protonj2.test.driver.actions.TransferInjectAction;
import org.apache.qpid.protonj2.test.driver.codec.messaging.Rejected;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.interop.amqp091.BrokerExtension;

/**
 * Peers that send the frames that a test writes down, and expect those that it names, in order: none more and none less.
 * Closed after each test.
 */
final class Wire implements AfterEachCallback {

    private final BrokerExtension broker;
    private final List<ProtonTestClient> peers = new ArrayList<>();

    Wire(BrokerExtension broker) {
        this.broker = broker;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        peers.forEach(ProtonTestClient::close);
        peers.clear();
    }

    /** One whose socket is connected; nothing is sent. */
    ProtonTestClient connected() throws IOException {
        ProtonTestClient peer = new ProtonTestClient();
        peers.add(peer);
        peer.connect("127.0.0.1", broker.port());
        return peer;
    }

    /** One that has logged in. */
    ProtonTestClient loggedIn() throws IOException {
        ProtonTestClient peer = connected();
        peer.expectSASLHeader();
        peer.expectSaslMechanisms();
        peer.expectSaslOutcome().withCode((byte) 0);
        peer.expectAMQPHeader();
        peer.remoteSASLHeader().now();
        peer.remoteSaslInit()
                .withMechanism("PLAIN")
                .withInitialResponse(peer.saslPlainInitialResponse("guest", "guest"))
                .now();
        peer.remoteAMQPHeader().now();
        done(peer);
        return peer;
    }

    ProtonTestClient opened() throws IOException {
        ProtonTestClient peer = loggedIn();
        peer.expectOpen();
        peer.remoteOpen().withContainerId(BrokerExtension.name("wire")).now();
        done(peer);
        return peer;
    }

    /** One with a session on channel 0. */
    ProtonTestClient begun() throws IOException {
        ProtonTestClient peer = opened();
        begin(peer, 0);
        return peer;
    }

    static void begin(ProtonTestClient peer, int channel) {
        peer.expectBegin().withRemoteChannel(channel);
        peer.remoteBegin()
                .withNextOutgoingId(0)
                .withIncomingWindow(1_000)
                .withOutgoingWindow(1_000)
                .onChannel(channel)
                .now();
        done(peer);
    }

    /** Waits until all that was expected is there. */
    static void done(ProtonTestClient peer) {
        peer.waitForScriptToComplete(BrokerExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    /** Without a target yet. */
    static AttachInjectAction attachSender(ProtonTestClient peer, int handle) {
        AttachInjectAction attach = peer.remoteAttach()
                .ofSender()
                .withName("sender-" + handle)
                .withHandle(handle)
                .withInitialDeliveryCount(0);
        attach.withSource().and();
        attach.onChannel(0);
        return attach;
    }

    static AttachInjectAction attachSender(ProtonTestClient peer, int handle, String queue) {
        AttachInjectAction attach = attachSender(peer, handle);
        attach.withTarget().withAddress(queue).and();
        return attach;
    }

    static AttachInjectAction attachReceiver(ProtonTestClient peer, int handle, String queue) {
        AttachInjectAction attach =
                peer.remoteAttach().ofReceiver().withName("receiver-" + handle).withHandle(handle);
        attach.withSource().withAddress(queue).and();
        attach.withTarget().and();
        attach.onChannel(0);
        return attach;
    }

    /** A link to a queue, which gets credit. */
    static void sender(ProtonTestClient peer, int handle, String queue) {
        peer.expectAttach().ofReceiver();
        peer.expectFlow();
        attachSender(peer, handle, queue).now();
        done(peer);
    }

    /** A link from a queue, without credit. */
    static void receiver(ProtonTestClient peer, int handle, String queue) {
        peer.expectAttach().ofSender();
        attachReceiver(peer, handle, queue).now();
        done(peer);
    }

    static void credit(ProtonTestClient peer, int handle, int credit) {
        peer.remoteFlow()
                .withNextIncomingId(1)
                .withIncomingWindow(1_000)
                .withNextOutgoingId(0)
                .withOutgoingWindow(1_000)
                .withHandle(handle)
                .withDeliveryCount(0)
                .withLinkCredit(credit)
                .onChannel(0)
                .now();
    }

    static TransferInjectAction transfer(ProtonTestClient peer, int handle, int id, String text) {
        TransferInjectAction transfer = peer.remoteTransfer()
                .withHandle(handle)
                .withDeliveryId(id)
                .withDeliveryTag(new byte[] {(byte) id})
                .withMessageFormat(0)
                .withSettled(false);
        transfer.withBody().withString(text).and();
        transfer.onChannel(0);
        return transfer;
    }

    /** Sends it, and waits until it is stored. */
    static void store(ProtonTestClient peer, int handle, int id, String text) {
        peer.expectDisposition().withSettled(true).withState().accepted();
        transfer(peer, handle, id, text).now();
        done(peer);
    }

    static void expectEnd(ProtonTestClient peer, String condition) {
        peer.expectEnd().withError(condition, anything());
    }

    static void expectClose(ProtonTestClient peer, String condition) {
        peer.expectClose().withError(condition, anything());
    }

    static void expectDetach(ProtonTestClient peer, int handle, String condition) {
        peer.expectDetach().withClosed(true).withError(condition, anything());
    }

    static void expectRejected(ProtonTestClient peer, String condition) {
        peer.expectDisposition()
                .withSettled(true)
                .withPredicate(each -> each.getState() instanceof Rejected rejected
                        && rejected.getError().getCondition().toString().equals(condition));
    }
}
