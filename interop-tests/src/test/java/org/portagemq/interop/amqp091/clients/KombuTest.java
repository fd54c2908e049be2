// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;

/** kombu of Python, used as Celery uses it. */
class KombuTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simple_queue",
                "tasks_by_priority",
                "results_in_expiring_reply_queues",
                "control_broadcasts",
                "prefetch_changes_while_consuming"
            })
    @Tag("amqp091.clients.python")
    void applicationsWork(String scenario) throws Exception {
        Python.run("kombu_client", BROKER.port(), scenario);
    }
}
