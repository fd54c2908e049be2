// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private final List<Boolean> switched = new ArrayList<>();
    private final Reading reading = new Reading(switched::add);

    @Test
    void itRestsWhileThereIsAnyReasonAgainst() {
        reading.checking(true);
        reading.throttled(true);
        reading.backedUp(true);
        reading.checking(false);
        reading.throttled(false);
        assertEquals(List.of(false), switched, "one reason is left");
        reading.backedUp(false);
        assertEquals(List.of(false, true), switched);
    }

    @Test
    void whoHasNotPublishedIsNotHeldWithThePublishers() {
        reading.held(true);
        assertEquals(List.of(), switched);
        assertTrue(reading.maySend());
        reading.published();
        assertEquals(List.of(false), switched);
        assertFalse(reading.maySend());
        reading.held(false);
        assertEquals(List.of(false, true), switched);
    }
}
