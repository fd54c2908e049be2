// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "1.2,1.1,1.0 => V1_2",
                "1.0,1.1,1.2 => V1_2",
                "1.1,1.2 => V1_2",
                "1.0, 1.1 => V1_1",
                "1.0 => V1_0",
                "2.0,1.1 => V1_1",
            })
    void theNewestCommonVersionIsChosen(String accepted, Version chosen) {
        assertEquals(Optional.of(chosen), Version.negotiate(accepted));
    }

    @Test
    void oneWhoNamesNoVersionHasTheFirst() {
        assertEquals(Optional.of(Version.V1_0), Version.negotiate(null));
        assertEquals(Optional.empty(), Version.negotiate("9.9"));
        assertEquals(Optional.empty(), Version.negotiate(""));
    }
}
