// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;

class PatientTest {

    private final AtomicLong all = new AtomicLong();
    private final Patient patient = new Patient(all);
    private final List<Integer> handled = new ArrayList<>();

    private static Request request(int number, int bytes) {
        return new Request(
                null, Command.request(RequestCode.SEND_MESSAGE_V2, number, false, Map.of(), new byte[bytes]), null);
    }

    private void handle(Request request) {
        handled.add(request.command().opaque());
    }

    @Test
    void someAreHandledAtATimeInTheirOrder() {
        IntStream.range(0, 50).forEach(number -> patient.add(request(number, 10)));
        patient.handleSome(this::handle);
        assertEquals(IntStream.range(0, 32).boxed().toList(), handled);
        assertFalse(patient.isEmpty());
        patient.handleSome(this::handle);
        assertEquals(IntStream.range(0, 50).boxed().toList(), handled);
        assertTrue(patient.isEmpty());
        assertEquals(0, all.get());
    }

    @Test
    void aConnectionWithMuchThatWaitsIsFullUntilItIsHandled() {
        patient.add(request(0, 3 << 20));
        assertTrue(patient.isFull());
        patient.handleAll(this::handle);
        assertFalse(patient.isFull());
    }

    @Test
    void whereOthersHaveMuchThatWaitsOneIsFullOnlyWhileItHasSomething() {
        all.set(33 << 20);
        assertFalse(patient.isFull());
        patient.add(request(0, 10));
        assertTrue(patient.isFull());
        patient.handleSome(this::handle);
        assertFalse(patient.isFull());
    }
}
