// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress(null);
    private final List<String> woken = new ArrayList<>();

    private void await() {
        woken.clear();
        progress.await(() -> woken.add("any"));
        progress.awaitSync(() -> woken.add("sync"));
    }

    @Test
    void whoWaitsForASyncIsNotWokenByAWrite() {
        await();
        progress.written(1);
        assertEquals(List.of("any"), woken);
        progress.spaceChanged();
        assertEquals(List.of("any"), woken);
        progress.synced(1);
        assertEquals(List.of("any", "sync"), woken);
    }

    @Test
    void everybodyIsWokenBySyncsAndFailuresOnce() {
        await();
        progress.synced(1);
        assertEquals(List.of("sync", "any"), woken);
        progress.synced(2);
        assertEquals(2, woken.size());
        await();
        progress.failed(new IOException("broken"));
        assertEquals(List.of("sync", "any"), woken);
    }
}
