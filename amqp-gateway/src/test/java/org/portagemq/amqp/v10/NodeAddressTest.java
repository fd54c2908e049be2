// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.apache.qpid.proton.amqp.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

    private static final boolean MADE = true;
    private static final boolean THERE = false;
    private static final boolean QUIET = true;
    private static final boolean TOLD = false;

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("orders", Node.queue("orders", MADE)),
                Arguments.of("queue://orders", Node.queue("orders", MADE)),
                Arguments.of("topic://prices.eur", Node.plainTopic("prices.eur")),
                Arguments.of("/queues/a%2Fb+c", Node.queue("a/b+c", THERE)),
                Arguments.of("/exchanges/logs/app%2F1", Node.topic("logs", "app/1", TOLD)),
                Arguments.of("/exchanges/logs", Node.topic("logs", "", TOLD)),
                Arguments.of("/queue/orders", Node.queue("orders", MADE)),
                Arguments.of("/amq/queue/orders", Node.queue("orders", THERE)),
                Arguments.of("/exchange/logs/app", Node.topic("logs", "app", TOLD)),
                Arguments.of("/exchange/logs", Node.bySubject("logs")),
                Arguments.of("/topic/prices.*", Node.plainTopic("prices.*")));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachFormNamesANode(String address, Node node) {
        assertEquals(node, NodeAddress.parse(address, false));
    }

    @Test
    void aPlainNameIsATopicWhereTheLinkSaysSo() {
        Symbol[] topic = {Node.TOPIC};
        assertEquals(Node.plainTopic("prices"), NodeAddress.parse("prices", topic));
        assertEquals(Node.topic("temporary", "", QUIET), NodeAddress.parse("/exchanges/temporary", topic));
        assertEquals(Node.queue("orders", MADE), NodeAddress.parse("queue://orders", topic), "the address says more");
    }

    @Test
    void theSubjectIsTheKeyWhereTheAddressHasNone() {
        Node any = NodeAddress.parse("/queue", false);
        assertTrue(any.isAnyQueue());
        assertEquals(Node.queue("orders", THERE), any.of("orders"));
        assertEquals(Node.queue("", THERE), any.of(null));
        assertEquals(
                Node.topic("logs", "app", TOLD),
                NodeAddress.parse("/exchange/logs", false).of("app"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "$cbs",
                "topic://",
                "/queues",
                "/queues/",
                "/queues/a/b",
                "/queues/%zz",
                "/queue/",
                "/amq",
                "/amq/queue/",
                "/amq/other/q",
                "/exchange",
                "/exchange/",
                "/exchange//key",
                "/exchange/logs/a/b",
                "/topic",
                "/topic/",
                "/temp-queue/q",
                "//"
            })
    void othersAreRefused(String address) {
        assertThrows(Refusal.class, () -> NodeAddress.parse(address, false));
    }

    @Test
    void nobodyReadsFromWhatOnlyAMessageTells() {
        assertThrows(Refusal.class, () -> NodeAddress.source("/queue", null));
        assertEquals(Node.bySubject("logs"), NodeAddress.source("/exchange/logs", null));
    }
}
