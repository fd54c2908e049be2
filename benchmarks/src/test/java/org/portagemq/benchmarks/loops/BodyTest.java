// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BodyTest {

    private final Body body = new Body(7);

    @Test
    void aBodySaysWhoMadeIt() {
        for (int number = 0; number < 2000; number++) {
            assertEquals(Optional.of(new Body.Id(3, number)), body.read(body.of(3, number)));
        }
    }

    @Test
    void aChangedOctetIsSeen() {
        byte[] content = body.of(3, 5);
        content[content.length - 1]++;
        assertEquals(Optional.empty(), body.read(content));
    }

    @Test
    void aBodyOfAnotherRunIsNotOurs() {
        assertEquals(Optional.empty(), body.read(new Body(8).of(3, 5)));
    }

    @Test
    void aBodyThatIsTooShortIsNotOurs() {
        assertEquals(Optional.empty(), body.read(new byte[3]));
    }
}
