// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import org.portagemq.core.settings.Setting;
import org.portagemq.server.ServerSettings;
import org.portagemq.server.config.SettingsCatalog;

/** {@code portage settings}: lists every setting with its type, default and help. */
final class SettingsCommand extends Command {

    private static final String MARKDOWN = "--markdown";

    SettingsCommand() {
        super(
                "settings",
                "Lists all settings. Each may be given as --set key=value, as environment variable, or in the file of"
                        + " --config.");
        flag(MARKDOWN, "Prints the table of docs/configuration.md.");
    }

    @Override
    public Integer call() {
        for (Setting<?> setting : ServerSettings.catalog().all()) {
            if (has(MARKDOWN)) {
                say(SettingsCatalog.tableRow(setting));
                continue;
            }
            String defaultText = setting.defaultText().isEmpty() ? "(empty)" : setting.defaultText();
            say(setting.key() + " = " + defaultText);
            say("    " + setting.help());
            say("    " + setting.type() + "; environment " + SettingsCatalog.variable(setting.key()));
        }
        return 0;
    }
}
