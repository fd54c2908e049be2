// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the commands share: their description for the parser, and the way to what was given. */
abstract class Command implements Callable<Integer> {

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    Command(String name, String description) {
        spec.name(name);
        spec.usageMessage().description(description);
        spec.mixinStandardHelpOptions(true);
    }

    final CommandSpec spec() {
        return spec;
    }

    final void option(String name, String label, String help) {
        spec.addOption(OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(help)
                .build());
    }

    final void repeatable(String name, String label, String help) {
        spec.addOption(OptionSpec.builder(name)
                .paramLabel(label)
                .type(String[].class)
                .description(help)
                .build());
    }

    final void flag(String name, String help) {
        spec.addOption(OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(help)
                .build());
    }

    final void positional(int index, String label, String help) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .paramLabel(label)
                .type(String.class)
                .required(true)
                .description(help)
                .build());
    }

    final boolean has(String option) {
        return parsed().hasMatchedOption(option);
    }

    final String value(String option, String fallback) {
        return parsed().matchedOptionValue(option, fallback);
    }

    final String[] values(String option) {
        return parsed().matchedOptionValue(option, new String[0]);
    }

    final String positional(int index) {
        return parsed().matchedPositionalValue(index, "");
    }

    final void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private CommandLine.ParseResult parsed() {
        return spec.commandLine().getParseResult();
    }
}
