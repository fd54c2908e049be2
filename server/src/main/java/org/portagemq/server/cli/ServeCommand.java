// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.portagemq.server.Listener;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSettings;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.config.SettingsLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code portage serve}: runs a server until the process is told to end. */
final class ServeCommand extends Command {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final String BIND = "--bind";
    private static final long END_SECONDS = 9;

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        super("serve", "Runs the broker. Ends cleanly on SIGTERM or Ctrl-C.");
        this.environment = environment;
        SettingsOptions.addTo(this);
        option(BIND, "HOST", ServerSettings.BIND.help() + " Default: " + ServerSettings.BIND.defaultText());
        for (Listener listener : Listener.ALL) {
            option(portFlag(listener), "PORT", listener.portSetting().help() + " Default: " + listener.defaultPort());
            flag(offFlag(listener), "Does not listen for " + listener.title() + ".");
        }
    }

    @Override
    public Integer call() throws Exception {
        ServerSetup setup = new ServerSetup(loader().load());
        PortageServer server = PortageServer.start(setup);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, ended), "portage-shutdown"));
        server.describeListeners().forEach(this::say);
        long millis = ManagementFactory.getRuntimeMXBean().getUptime();
        say("PortageMQ " + VersionCommand.version() + " is ready after " + millis + " ms; data in "
                + setup.data().toAbsolutePath().normalize());
        ended.await();
        return 0;
    }

    private SettingsLoader loader() {
        SettingsLoader loader = SettingsOptions.loader(this, environment);
        if (has(BIND)) {
            loader.flag(BIND, ServerSettings.BIND.key(), value(BIND, ""));
        }
        for (Listener listener : Listener.ALL) {
            if (has(portFlag(listener))) {
                loader.flag(portFlag(listener), listener.portSetting().key(), value(portFlag(listener), ""));
            }
            if (has(offFlag(listener))) {
                loader.flag(offFlag(listener), listener.enabledSetting().key(), "false");
            }
        }
        return loader;
    }

    /** Runs as the process ends; what takes too long is given up, as a crash would: the log makes up for it. */
    private static void end(PortageServer server, CountDownLatch ended) {
        LOG.info("ending");
        Thread closing = new Thread(server::close, "portage-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.warn("did not end within {} s; going anyway: the next start recovers", END_SECONDS);
        } else {
            LOG.info("ended");
        }
        ended.countDown();
    }

    private static String portFlag(Listener listener) {
        return "--" + listener.name() + "-port";
    }

    private static String offFlag(Listener listener) {
        return "--no-" + listener.name();
    }
}
