// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;

/**
 * Gathers settings from their sources and checks every one. The sources in order of precedence: flags, {@code --set},
 * environment, file, defaults. Add them in any order, then {@link #load}. Not thread-safe.
 */
public final class SettingsLoader {

    private static final String PREFIX = "PORTAGE_";
    /** Read by the launcher, which starts the server with the same environment. */
    private static final Set<String> LAUNCHER_VARIABLES = Set.of("PORTAGE_JAVA_OPTS");

    private final SettingsCatalog catalog;
    private final Map<Source, Map<String, Given>> given = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** From weak to strong. */
    private enum Source {
        FILE,
        ENVIRONMENT,
        ASSIGNMENT,
        FLAG
    }

    private record Given(String value, String place) {}

    public SettingsLoader(SettingsCatalog catalog) {
        this.catalog = catalog;
    }

    /** Reads a file of {@code key = value} lines. */
    public SettingsLoader file(Path file) {
        try {
            for (SettingsFile.Line line : SettingsFile.read(file)) {
                String place = file + ":" + line.number();
                if (line.problem() != null) {
                    problems.add(place + ": " + line.problem());
                } else {
                    add(Source.FILE, line.key(), line.value(), place);
                }
            }
        } catch (IOException unreadable) {
            problems.add("cannot read the settings file: " + unreadable.getMessage());
        }
        return this;
    }

    /** Takes each variable that begins with {@code PORTAGE_}. */
    public SettingsLoader environment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || LAUNCHER_VARIABLES.contains(name) || isOfKubernetes(name)) {
                return;
            }
            String place = "environment variable " + name;
            Optional<Setting<?>> setting = catalog.findByVariable(name);
            if (setting.isPresent()) {
                put(Source.ENVIRONMENT, setting.get().key(), value, place);
            } else {
                problems.add(place + ": no such setting; the nearest is " + catalog.nearestVariable(name));
            }
        });
        return this;
    }

    /** Takes the texts {@code key=value} of {@code --set} options; a later one wins over an earlier one. */
    public SettingsLoader assignments(List<String> assignments) {
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            String place = "--set " + assignment;
            if (equals <= 0) {
                problems.add(place + ": expected key=value");
                continue;
            }
            String key = assignment.substring(0, equals).strip();
            given.computeIfAbsent(Source.ASSIGNMENT, any -> new TreeMap<>()).remove(key);
            add(Source.ASSIGNMENT, key, assignment.substring(equals + 1).strip(), place);
        }
        return this;
    }

    /** Takes the value of one flag of the command line. */
    public SettingsLoader flag(String flag, String key, String value) {
        put(Source.FLAG, key, value, flag + " " + value);
        return this;
    }

    /**
     * The settings in force.
     *
     * @throws SettingsException with all problems of all sources
     */
    public Settings load() throws SettingsException {
        Map<String, String> values = new HashMap<>();
        given.forEach((source, settings) -> settings.forEach((key, entry) -> {
            check(key, entry);
            values.put(key, entry.value());
        }));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return Settings.of(values);
    }

    private void add(Source source, String key, String value, String place) {
        if (catalog.find(key).isPresent()) {
            put(source, key, value, place);
            return;
        }
        Optional<RabbitAliases.Target> alias = RabbitAliases.find(key);
        if (alias.isPresent()) {
            put(source, alias.get().key(), alias.get().value().apply(value), place);
            return;
        }
        problems.add(place + ": no setting '" + key + "'; the nearest is " + catalog.nearestKey(key)
                + " (all: ./portage settings)");
    }

    private void put(Source source, String key, String value, String place) {
        Given earlier = given.computeIfAbsent(source, any -> new TreeMap<>()).put(key, new Given(value, place));
        if (earlier != null) {
            problems.add(place + ": " + key + " is already set at " + earlier.place() + "; keep one of them");
        }
    }

    private void check(String key, Given entry) {
        Setting<?> setting = catalog.find(key)
                .orElseThrow(() -> new IllegalStateException("no setting " + key + " behind " + entry.place()));
        try {
            if (setting.parser().apply(entry.value()) == null) {
                throw new IllegalArgumentException("no value");
            }
        } catch (IllegalArgumentException bad) {
            problems.add(entry.place() + ": " + key + " cannot be '" + entry.value() + "': " + bad.getMessage() + " ("
                    + setting.type() + ")");
        }
    }

    /** Kubernetes describes each service named portage to all containers in variables of these names. */
    private static boolean isOfKubernetes(String name) {
        return name.startsWith("PORTAGE_SERVICE_") || name.equals("PORTAGE_PORT") || name.startsWith("PORTAGE_PORT_");
    }
}
