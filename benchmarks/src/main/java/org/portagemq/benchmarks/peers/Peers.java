// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.Map;
import java.util.TreeMap;

/** The brokers that can be compared with, by their names on the command line. */
final class Peers {

    private Peers() {}

    /** @param ours the one that they are compared with */
    static Map<String, Contender> all(PortageContender ours) {
        return new TreeMap<>(Map.of(
                "in-process", new EmbeddedContender(ours),
                "rabbitmq", new RabbitContender(),
                "broker-j", new BrokerJContender(),
                "artemis", new ArtemisContender(),
                "rocketmq", RocketContender.ASYNC,
                "rocketmq-sync", RocketContender.SYNC));
    }
}
