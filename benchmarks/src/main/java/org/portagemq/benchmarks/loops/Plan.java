// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The queues and exchanges of a loop, and who uses them. */
final class Plan {

    /** By number; the last one has two consumers, the one before it a consumer with transactions. */
    static final List<String> QUEUES = List.of("loop.a", "loop.b", "loop.transacted", "loop.shared");

    static final int TRANSACTED_QUEUE = 2;
    static final int SHARED_QUEUE = 3;
    static final int ORDERED = (1 << QUEUES.size()) - 1 & ~(1 << SHARED_QUEUE);

    /** An exchange that sends to several queues. */
    static final String FAN = "loop.fan";

    static final int FAN_TARGETS = 1 | 1 << TRANSACTED_QUEUE | 1 << SHARED_QUEUE;

    static final int CONFIRMING_PUBLISHERS = 3;
    static final int PUBLISHERS = CONFIRMING_PUBLISHERS + 1;

    private static final int WAIT_MILLIS = 30_000;

    private Plan() {}

    static Connection connect(int port, String name) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(WAIT_MILLIS);
        factory.setHandshakeTimeout(WAIT_MILLIS);
        factory.setChannelRpcTimeout(WAIT_MILLIS);
        factory.setShutdownTimeout(WAIT_MILLIS);
        factory.setExceptionHandler(new Silent());
        return factory.newConnection(name);
    }

    /** That connections break is what the loops are about; what must not happen is entered into the ledger. */
    private static final class Silent extends ForgivingExceptionHandler {
        @Override
        protected void log(String message, Throwable broken) {
            // Nothing to tell.
        }
    }

    /** Declares everything; what exists must be as it was declared before. */
    static void declare(int port) throws IOException, TimeoutException {
        try (Connection connection = connect(port, "declares");
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(FAN, BuiltinExchangeType.FANOUT, true);
            for (int queue = 0; queue < QUEUES.size(); queue++) {
                channel.queueDeclare(QUEUES.get(queue), true, false, false, null);
                if ((FAN_TARGETS & 1 << queue) != 0) {
                    channel.queueBind(QUEUES.get(queue), FAN, "");
                }
            }
        }
    }
}
