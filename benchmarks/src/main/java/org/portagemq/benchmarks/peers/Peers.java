// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.Map;
import java.util.TreeMap;

/** The brokers that can be compared with, by their names on the command line. */
final class Peers {

    private Peers() {}

    static Map<String, Contender> all() {
        return new TreeMap<>(Map.of(
                "rabbitmq", new RabbitContender(),
                "broker-j", new BrokerJContender(),
                "artemis", new ArtemisContender(),
                "rocketmq", RocketContender.ASYNC,
                "rocketmq-sync", RocketContender.SYNC));
    }
}
