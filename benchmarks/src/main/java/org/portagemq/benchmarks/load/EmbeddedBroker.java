// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.vm.VmBrokers;

/** The broker of a load that has it in its own process. */
public final class EmbeddedBroker {

    private static final String NAME = "load";

    private EmbeddedBroker() {}

    /** What {@link #start} is told. */
    public static String place(String flush, Path data) {
        return flush + ":" + data;
    }

    /** Starts it, and answers the address at which clients of this process find it. */
    static String start(String place) throws IOException {
        int colon = place.indexOf(':');
        Map<String, String> settings = new HashMap<>(Map.of("store.flush", place.substring(0, colon)));
        VmBrokers.publish(
                NAME, PortageServer.start(ServerSetup.onFreePorts(Path.of(place.substring(colon + 1)), settings)));
        return "vm://" + NAME + "?create=false";
    }
}
