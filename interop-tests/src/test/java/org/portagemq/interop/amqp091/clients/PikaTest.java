// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;

/** pika of Python. */
class PikaTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "confirms_and_returns",
                "full_queue_nacks",
                "closed_channel_gives_back",
                "transactions_are_whole",
                "direct_replies",
                "all_properties_come_back",
                "deleted_queue_cancels_its_consumer",
                "refusals_close_the_channel",
                "wrong_password_is_told",
                "event_loop_publishes_and_consumes"
            })
    @Tag("amqp091.clients.python")
    void applicationsWork(String scenario) throws Exception {
        Python.run("pika_client", BROKER.port(), scenario);
    }
}
