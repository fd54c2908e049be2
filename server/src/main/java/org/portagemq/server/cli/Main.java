// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.portagemq.server.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command line of the server: {@code serve}, {@code settings}, {@code user}, {@code version}. */
public final class Main {

    private Main() {}

    /** Runs one command; the process ends with 0, 1 after a failure, or 2 when the command line makes no sense. */
    public static void main(String[] arguments) {
        int code = commandLine(System.getenv()).execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The commands, reading settings from this environment. */
    static CommandLine commandLine(Map<String, String> environment) {
        CommandSpec portage = new Root().spec();
        portage.addSubcommand("serve", new ServeCommand(environment).spec());
        portage.addSubcommand("settings", new SettingsCommand().spec());
        CommandSpec user = new UserCommands.Group().spec();
        for (Command command : UserCommands.all(environment)) {
            user.addSubcommand(command.spec().name(), command.spec());
        }
        portage.addSubcommand("user", user);
        CommandSpec policy = new PolicyCommands.Group().spec();
        for (Command command : PolicyCommands.all()) {
            policy.addSubcommand(command.spec().name(), command.spec());
        }
        portage.addSubcommand("policy", policy);
        CommandSpec limit = new LimitCommands.Group().spec();
        for (Command command : LimitCommands.all()) {
            limit.addSubcommand(command.spec().name(), command.spec());
        }
        portage.addSubcommand("limit", limit);
        portage.addSubcommand("version", new VersionCommand().spec());
        CommandLine line = new CommandLine(portage);
        line.setExecutionExceptionHandler(Main::explain);
        return line;
    }

    /** {@code portage} alone lists the commands. */
    private static final class Root extends Command {
        Root() {
            super("portage", "A message broker that carries existing applications onto a log.");
        }

        @Override
        public Integer call() {
            spec().commandLine().usage(spec().commandLine().getOut());
            return 0;
        }
    }

    /** What failed is told in words; only a fault of the program itself shows a stack. */
    private static int explain(Exception failed, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (failed instanceof SettingsException settings) {
            settings.problems().forEach(problem -> err.println("portage: " + problem));
        } else if (failed.getMessage() == null || isFault(failed)) {
            failed.printStackTrace(err);
        } else {
            err.println("portage: " + failed.getMessage());
        }
        err.flush();
        return 1;
    }

    private static boolean isFault(Exception failed) {
        return failed instanceof NullPointerException
                || failed instanceof IllegalStateException
                || failed instanceof IndexOutOfBoundsException
                || failed instanceof ClassCastException;
    }
}
