// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.vm;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.client.session.Link;
import org.portagemq.client.session.LinkProvider;
import org.portagemq.remoting.session.InProcessLink;
import org.portagemq.server.PortageServer;
import org.portagemq.server.users.UserRegistry;

/**
 * Links to brokers in the same process.
 *
 * <pre>
 *  vm://NAME                the broker of that name; one without ports is started when there is none
 *  vm://NAME?create=false   only one that runs
 *  vm://NAME?data=FOLDER    where one that is started keeps its data; else it has none after the process
 * </pre>
 *
 * An application that names no user is {@code guest}, as from this machine.
 */
public final class VmLinks implements LinkProvider {

    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "portage-vm-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public List<String> schemes() {
        return List.of("vm");
    }

    @Override
    public Link connect(URI address, int timeoutMs, Link.Listener listener) throws IOException {
        String name = address.getAuthority();
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("'" + address + "' names no broker: expected vm://NAME");
        }
        boolean create = true;
        Path data = null;
        String query = address.getRawQuery();
        for (String option : query == null ? new String[0] : query.split("&", -1)) {
            String decoded = URLDecoder.decode(option, StandardCharsets.UTF_8);
            if (decoded.startsWith("create=")) {
                create = Boolean.parseBoolean(decoded.substring(7));
            } else if (decoded.startsWith("data=")) {
                data = Path.of(decoded.substring(5));
            } else {
                throw new IllegalArgumentException(
                        "'" + address + "': there is no option '" + decoded + "'; there are create and data");
            }
        }
        PortageServer server = create ? VmBrokers.findOrStart(name, data) : VmBrokers.find(name);
        if (server == null) {
            throw new IOException("no broker named '" + name + "' runs in this process");
        }
        return new InProcessLink(server.sessions(), POOL, listener, UserRegistry.GUEST);
    }
}
