// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.io.IOException;
import java.util.List;

/** {@code portage limit …}: sets, removes and lists the limits of the namespaces of a running server. */
final class LimitCommands {

    private static final String NAMESPACE = "--namespace";

    private LimitCommands() {}

    static List<Command> all() {
        return List.of(new Set(), new Clear(), new ListAll());
    }

    /** Prints what there is below {@code portage limit}. */
    static final class Group extends Command {
        Group() {
            super("limit", "Sets, removes and lists limits of namespaces: max-connections, max-queues.");
        }

        @Override
        public Integer call() {
            spec().commandLine().usage(spec().commandLine().getOut());
            return 0;
        }
    }

    /** One command on the limits of one namespace. */
    private abstract static class OnLimits extends Command {

        OnLimits(String name, String description) {
            super(name, description);
            RunningServer.addTo(this);
            option(NAMESPACE, "NAME", "The namespace. Default: /");
        }

        final String path() {
            return "/api/vhost-limits/" + RunningServer.escape(value(NAMESPACE, "/"));
        }

        final String path(String limit) {
            return path() + "/" + RunningServer.escape(limit);
        }
    }

    private static final class Set extends OnLimits {
        Set() {
            super("set", "Sets a limit; what is beyond it already stays.");
            positional(0, "LIMIT", "max-connections or max-queues.");
            positional(1, "NUMBER", "How many at once; 0 for none at all.");
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            new RunningServer(this).put(path(positional(0)), "{\"value\":" + positional(1) + "}");
            say("limit '" + positional(0) + "' set");
            return 0;
        }
    }

    private static final class Clear extends OnLimits {
        Clear() {
            super("clear", "Removes a limit.");
            positional(0, "LIMIT", "max-connections or max-queues.");
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            new RunningServer(this).delete(path(positional(0)));
            say("limit '" + positional(0) + "' removed");
            return 0;
        }
    }

    private static final class ListAll extends OnLimits {
        ListAll() {
            super("list", "Lists the limits of a namespace, as JSON.");
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            say(new RunningServer(this).get(path()));
            return 0;
        }
    }
}
