// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

/** {@code portage version}. */
final class VersionCommand extends Command {

    VersionCommand() {
        super("version", "Prints the version of the server and of Java.");
    }

    @Override
    public Integer call() {
        say("PortageMQ " + version());
        say("Java " + Runtime.version());
        return 0;
    }

    /** From the jar's manifest. */
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
