// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.portagemq.core.settings.Settings;
import org.portagemq.server.ServerSettings;
import org.portagemq.server.config.SettingsException;
import org.portagemq.server.config.SettingsLoader;

/** The options by which a command is told settings. */
final class SettingsOptions {

    private static final String DATA = "--data";
    private static final String CONFIG = "--config";
    private static final String SET = "--set";

    private SettingsOptions() {}

    static void addTo(Command command) {
        command.option(DATA, "DIR", ServerSettings.DATA.help() + " Default: " + ServerSettings.DATA.defaultText());
        command.option(CONFIG, "FILE", "File of 'key = value' lines.");
        command.repeatable(SET, "KEY=VALUE", "Sets one setting; may be repeated. All keys: portage settings");
    }

    /** A loader that has taken the file, the environment, and the options that all such commands have. */
    static SettingsLoader loader(Command command, Map<String, String> environment) {
        SettingsLoader loader = new SettingsLoader(ServerSettings.catalog());
        if (command.has(CONFIG)) {
            loader.file(Path.of(command.value(CONFIG, "")));
        }
        loader.environment(environment).assignments(List.of(command.values(SET)));
        if (command.has(DATA)) {
            loader.flag(DATA, ServerSettings.DATA.key(), command.value(DATA, ""));
        }
        return loader;
    }

    static Path data(Command command, Map<String, String> environment) throws SettingsException {
        Settings settings = loader(command, environment).load();
        return Path.of(settings.get(ServerSettings.DATA));
    }
}
