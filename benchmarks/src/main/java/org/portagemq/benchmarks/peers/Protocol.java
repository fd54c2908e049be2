// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

/** What a load speaks with a broker. */
enum Protocol {
    AMQP_091("AMQP 0-9-1"),
    AMQP_10("AMQP 1.0"),
    STOMP("STOMP"),
    STOMP_WEBSOCKET("STOMP over WebSocket"),
    JMS("JMS by the broker's own client"),
    ROCKETMQ("RocketMQ");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
