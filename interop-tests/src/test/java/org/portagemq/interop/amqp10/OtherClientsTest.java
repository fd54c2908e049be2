// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.clients.ClientProcess;
import org.portagemq.interop.amqp091.clients.Python;

/** Clients of AMQP 1.0 in other languages: rhea of Node.js, and Qpid Proton in Python. */
class OtherClientsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path FOLDER = ClientProcess.clients("node");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sendsAndReceivesOverTcp",
                "sendsAndReceivesInWebSockets",
                "outcomesDecide",
                "durableSubscriptionsCollect",
                "answersComeToDynamicQueues",
                "selectorsChoose",
                "refusalsAreTold"
            })
    @Tag("amqp10.websocket.messages")
    @Tag("amqp10.clients.rhea")
    void rheaWorks(String scenario) throws Exception {
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules/rhea")),
                "rhea is not installed: run scripts/test-tools");
        ClientProcess.of(
                        NODE,
                        "amqp10.js",
                        Integer.toString(BROKER.port()),
                        Integer.toString(BROKER.server().port("ws")),
                        scenario)
                .in(FOLDER)
                .run()
                .succeeded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all_types_come_back",
                "bodies_of_all_kinds_come_back",
                "outcomes_decide",
                "selectors_and_browsers_see_what_they_want",
                "what_does_not_exist_is_refused",
                "transactions_are_whole"
            })
    @Tag("amqp10.clients.proton")
    void protonWorks(String scenario) throws Exception {
        Python.run("proton_client", BROKER.port(), scenario);
    }
}
