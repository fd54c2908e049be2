// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portagemq.server.ServerSettings;

class RabbitAliasesTest {

    @Test
    void everyAliasMeansASettingThatExists() {
        SettingsCatalog catalog = ServerSettings.catalog();
        List<String> without = RabbitAliases.all().values().stream()
                .map(RabbitAliases.Target::key)
                .filter(key -> catalog.find(key).isEmpty())
                .toList();
        assertEquals(List.of(), without);
    }
}
