// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;

/** Rules that every broker keeps, about one idea. A chapter runs over a simulated broker and over a real one. */
abstract class ContractChapter {

    protected World world;
    protected TestClient client;

    /** A world with an empty broker that knows {@link TestFormat}. */
    abstract World open() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        world = open();
        client = new TestClient(world);
    }

    @AfterEach
    void end() {
        world.close();
    }

    /** The client of a broker that was restarted. */
    void restart() {
        world.restart();
        client = new TestClient(world);
    }

    static ErrorCode refusal(Runnable call) {
        return assertThrows(BrokerException.class, call::run).code();
    }

    /** A durable message with properties, such as {@code "color=red size=3"}. */
    static Message message(String key, String properties, String text) {
        return Message.of(key, true, TestFormat.INSTANCE, Payload.utf8(properties), Payload.utf8(text));
    }

    /** Publishes to the group, and waits for the confirm. */
    void put(String group, String properties, String text) {
        client.confirmed(client.send("", message(group, properties, text)));
    }

    static List<String> numbers(int from, int to, int step) {
        List<String> numbers = new java.util.ArrayList<>();
        for (int i = from; i < to; i += step) {
            numbers.add(String.valueOf(i));
        }
        return numbers;
    }
}
