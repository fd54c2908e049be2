// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/** Where the broker is, for all examples. */
final class Broker {

    private static final String DEFAULT_URI = "amqp://guest:guest@localhost:5672";

    private Broker() {}

    /** Connects to the URI given as first argument, else to that of {@code AMQP_URI}, else to this machine. */
    static Connection connect(String[] arguments) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(arguments.length > 0 ? arguments[0] : System.getenv().getOrDefault("AMQP_URI", DEFAULT_URI));
        return factory.newConnection();
    }

    /** A number given as an argument, or its default. */
    static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }
}
