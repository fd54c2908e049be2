// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.settings.Settings;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/**
 * The server of a loop: the one that {@code portage serve} starts, and beside it in the same process somebody who prepares
 * transactions, which no client of AMQP 0-9-1 can. It is told what to do by lines on the standard input, and answers each
 * with one on the standard output.
 */
public final class LoopServer {

    static final String ANSWER = "= ";

    private LoopServer() {}

    /** The number of the run, then settings as {@code key=value}. Ends when its input ends, or by SIGTERM. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        PortageServer server = PortageServer.start(new ServerSetup(Settings.of(settings)));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "loop-shutdown"));
        server.describeListeners().forEach(System.out::println);
        Branches branches = new Branches(server.broker(), new Body(Long.parseLong(arguments[0])));
        System.out.println("the server of the loop is ready in " + settings.get("server.data"));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(ANSWER + branches.answer(line));
        }
        System.exit(0);
    }
}
