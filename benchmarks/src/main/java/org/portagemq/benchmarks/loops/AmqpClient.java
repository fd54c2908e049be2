// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** A client with a connection of AMQP 0-9-1 in each life. */
abstract class AmqpClient extends Client {

    AmqpClient(String name, Lives lives, Ledger ledger) {
        super(name, lives, ledger);
    }

    /** Uses one connection until the client stops, or it breaks. */
    abstract void use(Connection connection, Lives.Life life)
            throws IOException, InterruptedException, TimeoutException;

    @Override
    final void use(Lives.Life life) throws IOException, InterruptedException, TimeoutException {
        Connection connection = Plan.connect(life.port(), name());
        try {
            use(connection, life);
            connection.close();
        } finally {
            connection.abort(1);
        }
    }
}
