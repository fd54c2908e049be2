// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.portagemq.server.config.SettingsCatalog;

/** The table of settings in the documentation is the one that the declarations give. */
class DocumentedSettingsTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");

    @Test
    void theTableOfSettingsIsTheDeclaredOne() throws Exception {
        List<String> documented = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertEquals(
                ServerSettings.catalog().all().stream()
                        .map(SettingsCatalog::tableRow)
                        .collect(Collectors.joining("\n")),
                String.join("\n", documented),
                "docs/configuration.md differs from the settings; replace its table by: portage settings --markdown");
    }
}
