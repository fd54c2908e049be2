// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionTest extends SessionTest {

    private static String send(String transaction, String destination, String body) {
        return "SEND\ndestination:" + destination + "\ntransaction:" + transaction + "\nreceipt:in-" + body + "\n\n"
                + body + "^@";
    }

    private static String end(String how, String transaction) {
        return how + "\ntransaction:" + transaction + "\nreceipt:" + how + "\n\n^@";
    }

    private Peer consumer() {
        Peer peer = connected("1.2").send(subscribe("0", "/queue/out", "auto"));
        peer.expectReceipt("sub-0");
        return peer;
    }

    @Test
    void aTransactionIsVisibleWithItsCommitAndItsReceiptsComeThen() {
        Peer consumer = consumer();
        Peer peer = connected("1.2").send(end("BEGIN", "t"));
        peer.expectReceipt("BEGIN");
        peer.send(send("t", "/queue/out", "1") + send("t", "/queue/out", "2"));
        peer.expectNothing();
        consumer.expectNothing();
        peer.send(end("COMMIT", "t"));
        peer.expectReceipt("in-1");
        peer.expectReceipt("in-2");
        peer.expectReceipt("COMMIT");
        consumer.expectMessage("1");
        consumer.expectMessage("2");
    }

    @Test
    void anAbortedTransactionLeavesNothing() {
        Peer consumer = consumer();
        Peer peer = connected("1.2").send(end("BEGIN", "t") + send("t", "/queue/out", "1") + end("ABORT", "t"));
        peer.expectReceipt("BEGIN");
        peer.expectReceipt("ABORT");
        peer.expectNothing();
        consumer.expectNothing();
        peer.send(end("COMMIT", "t")).expectError("invalid header transaction");
    }

    @Test
    void anAckOfACommittedTransactionIsForGood() {
        connected("1.2").send(message("/queue/in", "a") + message("/queue/in", "b"));
        Peer peer = connected("1.2").send(subscribe("0", "/queue/in", "client"));
        peer.expectReceipt("sub-0");
        peer.expectMessage("a");
        String id = peer.expectMessage("b").header("ack");
        peer.send(end("BEGIN", "t") + "ACK\nid:" + id + "\ntransaction:t\n\n^@" + send("t", "/queue/out", "x")
                + end("COMMIT", "t"));
        peer.expectReceipt("BEGIN");
        peer.expectReceipt("in-x");
        peer.expectReceipt("COMMIT");
        peer.on(peer.connection::disconnected);
        Peer after = connected("1.2").send(subscribe("0", "/queue/in", "auto"));
        after.expectReceipt("sub-0");
        after.expectNothing();
        consumer().expectMessage("x");
    }

    @Test
    void anAckOfAnAbortedTransactionMayBeSaidAgain() {
        connected("1.2").send(message("/queue/in", "a"));
        Peer peer = connected("1.2").send(subscribe("0", "/queue/in", "client-individual"));
        peer.expectReceipt("sub-0");
        String id = peer.expectMessage("a").header("ack");
        peer.send(end("BEGIN", "t") + "NACK\nid:" + id + "\ntransaction:t\n\n^@" + end("ABORT", "t"));
        peer.expectReceipt("BEGIN");
        peer.expectReceipt("ABORT");
        peer.expectNothing();
        peer.send("ACK\nid:" + id + "\nreceipt:a\n\n^@").expectReceipt("a");
        peer.on(peer.connection::disconnected);
        Peer after = connected("1.2").send(subscribe("0", "/queue/in", "auto"));
        after.expectReceipt("sub-0");
        after.expectNothing();
    }

    @Test
    void aNackOfATransactionTakesEffectWithItsCommit() {
        connected("1.2").send(message("/queue/in", "a"));
        Peer peer = connected("1.2").send(subscribe("0", "/queue/in", "client-individual"));
        peer.expectReceipt("sub-0");
        String id = peer.expectMessage("a").header("ack");
        peer.send(end("BEGIN", "t") + "NACK\nid:" + id + "\ntransaction:t\n\n^@");
        peer.expectReceipt("BEGIN");
        peer.expectNothing();
        peer.send(end("COMMIT", "t")).expectReceipt("COMMIT");
        assertEquals("1", peer.expectMessage("a").header("x-delivery-count"));
    }

    @Test
    void aTransactionOfALostConnectionIsAborted() {
        connected("1.2").send(message("/queue/in", "a"));
        Peer peer = connected("1.2").send(subscribe("0", "/queue/in", "client"));
        peer.expectReceipt("sub-0");
        String id = peer.expectMessage("a").header("ack");
        peer.send(end("BEGIN", "t") + "ACK\nid:" + id + "\ntransaction:t\n\n^@" + send("t", "/queue/out", "x"));
        peer.on(peer.connection::disconnected);
        consumer().expectNothing();
        Peer after = connected("1.2").send(subscribe("0", "/queue/in", "auto"));
        after.expectReceipt("sub-0");
        assertEquals("true", after.expectMessage("a").header("redelivered"));
    }

    @Test
    void aCommittedTransactionSurvivesAPowerCutAsAWhole() {
        Peer peer = connected("1.2");
        String durable = "SEND\ndestination:/queue/out\ntransaction:t\npersistent:true\n\n";
        peer.send(end("BEGIN", "t") + durable + "1^@" + durable + "2^@" + end("COMMIT", "t"));
        peer.expectReceipt("BEGIN");
        peer.expectReceipt("COMMIT");
        world.powerCut();
        world.start();
        Peer after = consumer();
        after.expectMessage("1");
        after.expectMessage("2");
    }

    @Test
    void aTransactionWithARefusedMessageIsNotCommitted() {
        Peer consumer = consumer();
        Peer peer = connected("1.2")
                .send(end("BEGIN", "t")
                        + send("t", "/queue/out", "1")
                        + send("t", "/exchange/none/k", "2")
                        + end("COMMIT", "t"));
        peer.expectReceipt("BEGIN");
        peer.expectError("not found");
        consumer.expectNothing();
    }

    @Test
    void aMessageForAQueueThatIsNotThereIsMissedAtTheCommit() {
        Peer peer = connected("1.2").send(end("BEGIN", "t") + send("t", "/amq/queue/none", "1") + end("COMMIT", "t"));
        peer.expectReceipt("BEGIN");
        peer.expectError("not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "BEGIN|transaction:t => invalid header transaction",
                "BEGIN => missing header transaction",
                "COMMIT|transaction:other => invalid header transaction",
                "ABORT|transaction:other => invalid header transaction",
                "COMMIT => missing header transaction",
                "SEND|destination:/queue/q|transaction:other => invalid header transaction",
            })
    void namesOfTransactionsHaveToBeRight(String frame, String summary) {
        Peer peer = connected("1.2").send(end("BEGIN", "t"));
        peer.expectReceipt("BEGIN");
        peer.send(frame.replace("|", "\n") + "\n\n^@").expectError(summary);
    }

    @Test
    void thereIsALimitOfOpenTransactions() {
        Peer peer = connected("1.2").send(end("BEGIN", "1") + end("BEGIN", "2") + end("BEGIN", "3"));
        peer.expectReceipt("BEGIN");
        peer.expectReceipt("BEGIN");
        peer.expectError("limit exceeded");
    }
}
