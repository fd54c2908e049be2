// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.apache.rocketmq.broker;

import org.apache.rocketmq.common.BrokerConfig;

/**
 * What Apache RocketMQ's own tests take for a broker in their process: it knows where the server is. Its settings are taken and
 * change nothing, as they are about the inside of another broker.
 */
public final class BrokerController {

    private final String address;
    private final BrokerConfig config = new BrokerConfig();

    public BrokerController(String name, String address) {
        this.address = address;
        config.setBrokerName(name);
    }

    public String getBrokerAddr() {
        return address;
    }

    public BrokerConfig getBrokerConfig() {
        return config;
    }
}
