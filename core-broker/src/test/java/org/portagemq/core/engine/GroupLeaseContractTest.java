// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;

/** What keeps a group that deletes itself when nobody uses it. */
class GroupLeaseContractTest {

    abstract static class Rules extends ContractChapter {

        private void declare(String name) {
            client.declareGroup(
                    new GroupSettings(name, true, false, false, Map.of(), GroupRules.NONE.withExpiresMs(3_000)));
        }

        @Test
        void toAskForAGroupToUseItKeepsItAndToLookDoesNot() {
            declare("used");
            declare("seen");
            for (int second = 0; second < 6; second++) {
                world.advance(Duration.ofSeconds(1));
                assertEquals("used", client.useGroup("used").settings().name());
                if (second < 2) {
                    client.describeGroup("seen");
                }
            }
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.describeGroup("seen")));
            assertEquals(0, client.describeGroup("used").ready());
        }

        @Test
        void aGroupThatIsNotThereCannotBeUsed() {
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> client.useGroup("nowhere")));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(71, Map.of());
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data);
        }
    }
}
