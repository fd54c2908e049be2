// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.settings.Settings;
import org.portagemq.server.config.SettingsCatalog;

/**
 * How to start a server inside another program.
 *
 * @param settings by the keys of {@link ServerSettings#catalog()}
 */
public record ServerSetup(Settings settings) {

    /** A server on loopback with a free port for each listener, for tests and embedded use. */
    public static ServerSetup onFreePorts(Path data) {
        return onFreePorts(data, Map.of());
    }

    /**
     * A server on loopback with a free port for each listener and some settings of one's own.
     *
     * @throws IllegalArgumentException when a key is no setting
     */
    public static ServerSetup onFreePorts(Path data, Map<String, String> own) {
        Map<String, String> values = new HashMap<>();
        values.put(ServerSettings.DATA.key(), data.toString());
        for (Listener listener : Listener.ALL) {
            values.put(listener.portSetting().key(), "0");
        }
        SettingsCatalog catalog = ServerSettings.catalog();
        own.forEach((key, value) -> {
            if (catalog.find(key).isEmpty()) {
                throw new IllegalArgumentException("no setting '" + key + "'");
            }
            values.put(key, value);
        });
        return new ServerSetup(Settings.of(values));
    }

    /** The data folder. */
    public Path data() {
        return Path.of(settings.get(ServerSettings.DATA));
    }
}
