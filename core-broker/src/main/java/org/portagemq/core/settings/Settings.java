// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.settings;

import java.util.Map;

/** Values of settings: what was given, and the defaults for the rest. Immutable. */
public final class Settings {

    private static final Settings DEFAULTS = new Settings(Map.of());

    private final Map<String, String> given;

    private Settings(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    public static Settings defaults() {
        return DEFAULTS;
    }

    /** Settings from texts by key; whoever reads them has checked that the keys exist. */
    public static Settings of(Map<String, String> given) {
        return new Settings(given);
    }

    /**
     * The value in force.
     *
     * @throws IllegalArgumentException naming the key, the text and what is expected
     */
    public <T> T get(Setting<T> setting) {
        String text = given.get(setting.key());
        if (text == null) {
            return setting.defaultValue();
        }
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    "setting " + setting.key() + " = '" + text + "': " + bad.getMessage(), bad);
        }
    }
}
