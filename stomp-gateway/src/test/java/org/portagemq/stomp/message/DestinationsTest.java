// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portagemq.core.api.Address;
import org.portagemq.stomp.message.Destination.Kind;
import org.portagemq.stomp.message.Destination.Style;
import org.portagemq.stomp.message.Destinations.PlainName;

class DestinationsTest {

    @ParameterizedTest
    @CsvSource({
        "/queue/a, QUEUE, '', a, PATH",
        "/queue/a/b, QUEUE, '', a/b, PATH",
        "/queue/a%2Fb%25, QUEUE, '', a/b%, PATH",
        "/queue/50%, QUEUE, '', 50%, PATH",
        "/queue/%zz, QUEUE, '', %zz, PATH",
        "/queue/%C3%A9, QUEUE, '', é, PATH",
        "/amq/queue/a, EXISTING_QUEUE, '', a, PATH",
        "/reply-queue/a/b, EXISTING_QUEUE, '', a/b, PATH",
        "/temp-queue/a, TEMPORARY_QUEUE, '', a, PATH",
        "/topic/a.*.#, TOPIC, amq.topic, a.*.#, PATH",
        "/exchange/x, EXCHANGE, x, '', PATH",
        "/exchange/x/k/1, EXCHANGE, x, k/1, PATH",
        "/exchange/a%2Fb/k, EXCHANGE, a/b, k, PATH",
        "queue://a.b, QUEUE, '', a.b, URI",
        "topic://a.b, TOPIC, amq.topic, a.b, URI",
        "temp-queue://a, TEMPORARY_QUEUE, '', a, URI",
        "plain, QUEUE, '', plain, PLAIN",
    })
    void destinationsOfEitherFamilyAreUnderstood(String text, Kind kind, String topic, String name, Style style) {
        assertEquals(new Destination(kind, topic, name, style), Destinations.parse(text, PlainName.QUEUE));
    }

    @Test
    void aPlainNameMayMeanATopic() {
        assertEquals(
                new Destination(Kind.TOPIC, "amq.topic", "a", Style.PLAIN), Destinations.parse("a", PlainName.TOPIC));
    }

    @ParameterizedTest
    @CsvSource({
        "'', has no name",
        "/queue, has no name",
        "/queue/, has no name",
        "/topic/, has no name",
        "/exchange/, default exchange has no name",
        "/exchange//k, default exchange has no name",
        "/amq/queue/, has no name",
        "/amq/topic/x, no such kind of destination",
        "/unknown/x, /queue/NAME",
        "/, no such kind of destination",
        "/temp-topic/x, temporary topics are not supported",
        "temp-topic://x, temporary topics are not supported",
        "'queue://a,b', options and lists",
        "queue://a?consumer.prefetchSize=1, options and lists",
        "/queue/a%00b, control characters",
    })
    void whatIsNoDestinationIsRefusedWithTheReason(String text, String reason) {
        String message = assertThrows(StompException.class, () -> Destinations.parse(text, PlainName.QUEUE))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @ParameterizedTest
    @CsvSource({
        "PATH, '', q/1, /queue/q/1",
        "PATH, '', 5%, /queue/5%25",
        "PATH, amq.topic, a.b, /topic/a.b",
        "PATH, logs/x, k, /exchange/logs%2Fx/k",
        "URI, '', q, queue://q",
        "URI, amq.topic, a, topic://a",
        "URI, logs, k, /exchange/logs/k",
        "PLAIN, '', q, q",
        "PLAIN, amq.topic, a, a",
    })
    void placesAreShownInTheStyleOfTheSubscriber(Style style, String topic, String key, String text) {
        assertEquals(text, Destinations.show(style, topic, key));
    }

    @ParameterizedTest
    @CsvSource({"a.>, a.#", ">, #", "a.*, a.*", "a>, a>", "a.>.b, a.>.b", "#, #"})
    void wildcardsOfActiveMqBecomeThoseOfTheBroker(String written, String pattern) {
        assertEquals(pattern, Destinations.pattern(written));
    }

    @ParameterizedTest
    @CsvSource({
        "GROUP, '', q, /reply-queue/q",
        "TOPIC, amq.topic, a.b, /topic/a.b",
        "TOPIC, logs, k, /exchange/logs/k",
        "OTHER, '', /somewhere/else, /somewhere/else",
    })
    void placesToAnswerToGoThereAndBack(Address.Kind kind, String topic, String name, String text) {
        Address address = new Address(kind, topic, name);
        assertEquals(text, Destinations.show(address));
        assertEquals(address, Destinations.address(text));
    }
}
