// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.portagemq.core.settings.Setting;

/** All settings that the modules of a server declare, by key. Immutable. */
public final class SettingsCatalog {

    private final Map<String, Setting<?>> byKey = new TreeMap<>();
    private final Map<String, Setting<?>> byVariable = new TreeMap<>();

    /**
     * A catalog of the declarations of several modules.
     *
     * @throws IllegalStateException when two declare the same key
     */
    public static SettingsCatalog of(List<List<Setting<?>>> modules) {
        return new SettingsCatalog(modules.stream().flatMap(List::stream).toList());
    }

    private SettingsCatalog(List<Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            if (byKey.put(setting.key(), setting) != null || byVariable.put(variable(setting.key()), setting) != null) {
                throw new IllegalStateException("setting " + setting.key() + " is declared twice");
            }
        }
    }

    /** All settings, ordered by key. */
    public Collection<Setting<?>> all() {
        return List.copyOf(byKey.values());
    }

    public Optional<Setting<?>> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    Optional<Setting<?>> findByVariable(String variable) {
        return Optional.ofNullable(byVariable.get(variable));
    }

    /** The environment variable of a key: {@code PORTAGE_AMQP_PORT} for {@code amqp.port}. */
    public static String variable(String key) {
        return "PORTAGE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The row of a setting in the documentation's table. */
    public static String tableRow(Setting<?> setting) {
        String defaultText = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
        return "| `" + setting.key() + "` | " + defaultText + " | " + setting.type() + " | " + setting.help() + " |";
    }

    String nearestKey(String unknown) {
        return EditDistance.nearest(unknown, byKey.keySet());
    }

    String nearestVariable(String unknown) {
        return EditDistance.nearest(unknown, byVariable.keySet());
    }
}
