// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.io.IOException;
import java.util.List;

/** {@code portage policy …}: sets, removes and lists the policies of a running server. */
final class PolicyCommands {

    private static final String OPERATOR = "--operator";
    private static final String NAMESPACE = "--namespace";

    private PolicyCommands() {}

    static List<Command> all() {
        return List.of(new Set(), new Clear(), new ListAll());
    }

    /** Prints what there is below {@code portage policy}. */
    static final class Group extends Command {
        Group() {
            super("policy", "Sets, removes and lists policies: settings of queues and exchanges by name pattern.");
        }

        @Override
        public Integer call() {
            spec().commandLine().usage(spec().commandLine().getOut());
            return 0;
        }
    }

    /** One command on the policies of one namespace. */
    private abstract static class OnPolicies extends Command {

        OnPolicies(String name, String description) {
            super(name, description);
            RunningServer.addTo(this);
            option(NAMESPACE, "NAME", "The namespace. Default: /");
            flag(OPERATOR, "For the operator's policies, which limit what declarations and policies may.");
        }

        final String path(String... more) {
            return "/api/" + (has(OPERATOR) ? "operator-policies" : "policies") + "/"
                    + RunningServer.escape(value(NAMESPACE, "/"))
                    + (more.length == 0 ? "" : "/" + RunningServer.escape(more[0]));
        }
    }

    private static final class Set extends OnPolicies {
        Set() {
            super("set", "Sets a policy, in place of the one of that name.");
            positional(0, "NAME", "The policy's name.");
            positional(1, "PATTERN", "A regular expression, found anywhere in a name unless anchored with ^ and $.");
            positional(2, "DEFINITION", "What it sets, as JSON, such as '{\"max-length\": 1000}'.");
            option(
                    "--priority",
                    "NUMBER",
                    "Of the policies that match, that of the highest priority counts. Default: 0");
            option("--apply-to", "WHAT", "queues, exchanges or all. Default: all; with --operator: queues");
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            String target = has("--apply-to") ? ",\"apply-to\":" + RunningServer.quote(value("--apply-to", "")) : "";
            String body = "{\"pattern\":" + RunningServer.quote(positional(1)) + ",\"definition\":" + positional(2)
                    + ",\"priority\":" + value("--priority", "0") + target + "}";
            new RunningServer(this).put(path(positional(0)), body);
            say("policy '" + positional(0) + "' set");
            return 0;
        }
    }

    private static final class Clear extends OnPolicies {
        Clear() {
            super("clear", "Removes a policy.");
            positional(0, "NAME", "The policy's name.");
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            new RunningServer(this).delete(path(positional(0)));
            say("policy '" + positional(0) + "' removed");
            return 0;
        }
    }

    private static final class ListAll extends OnPolicies {
        ListAll() {
            super("list", "Lists policies, as JSON.");
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            say(new RunningServer(this).get(path()));
            return 0;
        }
    }
}
