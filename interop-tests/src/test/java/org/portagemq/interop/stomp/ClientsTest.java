// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.clients.ClientProcess;
import org.portagemq.interop.amqp091.clients.Python;

/** Other people's clients: stomp.py, and @stomp/stompjs and stompit in Node.js. */
class ClientsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("stomp.heartbeat", "1s"));

    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path FOLDER = ClientProcess.clients("node");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "each_version_works",
                "awkward_headers_and_bodies_come_back",
                "nacks_and_transactions",
                "heart_beats_keep_it_alive",
                "a_wrong_passcode_fails",
                "errors_are_told"
            })
    void stompPyWorks(String scenario) throws Exception {
        Python.run("stomp_client", BROKER.server().port("stomp"), scenario);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stompjsSendsAndReceives",
                "stompjsTransacts",
                "stompjsCutsLargeFramesAndBeats",
                "stompjsHearsErrors",
                "stompitSendsAndReceives"
            })
    void clientsOfNodeWork(String scenario) throws Exception {
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules/@stomp/stompjs")),
                "@stomp/stompjs is not installed: run scripts/test-tools");
        ClientProcess.of(
                        NODE,
                        "stomp.js",
                        Integer.toString(BROKER.server().port("stomp")),
                        Integer.toString(BROKER.server().port("ws")),
                        scenario)
                .in(FOLDER)
                .run()
                .succeeded();
    }
}
