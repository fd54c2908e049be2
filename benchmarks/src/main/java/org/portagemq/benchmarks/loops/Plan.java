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
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The queues and exchanges of a loop, and who uses them. */
final class Plan {

    /** By number; the plain ones first. */
    static final List<String> QUEUES =
            List.of("loop.a", "loop.b", "loop.transacted", "loop.shared", "loop.mixed", "loop.dead", "loop.branches");

    static final int PLAIN_QUEUES = 4;

    /** Its consumer acknowledges in transactions. */
    static final int TRANSACTED_QUEUE = 2;

    /** It has two consumers. */
    static final int SHARED_QUEUE = 3;

    /** Of priorities, lifetimes and delays; what dies there goes to {@link #DEAD_QUEUE}. */
    static final int MIXED_QUEUE = 4;

    static final int DEAD_QUEUE = 5;

    /** Of messages that prepared transactions send and hold. */
    static final int BRANCH_QUEUE = 6;

    private static final int ORDERED = 0b0000111;

    static final Ledger.Shape SHAPE = new Ledger.Shape(QUEUES.size(), ORDERED, MIXED_QUEUE, DEAD_QUEUE);

    static final int PRIORITIES = 5;
    static final int LONGEST_LIFE_MILLIS = 1_500;
    static final int LONGEST_DELAY_MILLIS = 3_000;

    /** A delay that outlasts the loop. */
    static final long NEVER_MILLIS = 86_400_000;

    static final int NEVER_ONE_IN = 50;

    /** An exchange whose messages come later. */
    static final String DELAYS = "loop.delays";

    /** An exchange that sends to several queues. */
    static final String FAN = "loop.fan";

    static final int FAN_TARGETS = 1 | 1 << TRANSACTED_QUEUE | 1 << SHARED_QUEUE;

    static final int CONFIRMING_PUBLISHERS = 3;
    static final int TRANSACTIONAL_PUBLISHER = CONFIRMING_PUBLISHERS;
    static final int MIXED_PUBLISHER = TRANSACTIONAL_PUBLISHER + 1;
    static final int BRANCH_PUBLISHER = MIXED_PUBLISHER + 1;
    static final int PUBLISHERS = BRANCH_PUBLISHER + 1;

    private static final Map<String, Object> MIXED = Map.of(
            "x-max-priority",
            PRIORITIES,
            "x-dead-letter-exchange",
            "",
            "x-dead-letter-routing-key",
            QUEUES.get(DEAD_QUEUE));

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
                channel.queueDeclare(QUEUES.get(queue), true, false, false, queue == MIXED_QUEUE ? MIXED : null);
                if ((FAN_TARGETS & 1 << queue) != 0) {
                    channel.queueBind(QUEUES.get(queue), FAN, "");
                }
            }
            channel.exchangeDeclare(DELAYS, "x-delayed-message", true, false, Map.of("x-delayed-type", "direct"));
            channel.queueBind(QUEUES.get(MIXED_QUEUE), DELAYS, QUEUES.get(MIXED_QUEUE));
        }
    }
}
