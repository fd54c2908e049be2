// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that the management node answers without asking the broker. */
class ManagementNodeTest {

    private static ManagementNode.Response answer(String method, String... path) {
        List<ManagementNode.Response> answers = new ArrayList<>();
        ManagementRequest request =
                new ManagementRequest("id", method, List.of(path), path[path.length - 1], Map.of(), null);
        new ManagementNode(null, "/").carryOut(request, answers::add);
        assertEquals(1, answers.size());
        return answers.get(0);
    }

    @Test
    @Tag("amqp10.management.tokens")
    void aTokenCannotBeRenewedWhereNoneWasGiven() {
        ManagementNode.Response refusal = answer("PUT", "auth", "tokens");
        assertEquals(400, refusal.status());
        assertTrue(refusal.body().toString().contains("token"));
        assertEquals(404, answer("PUT", "auth", "others").status());
    }

    @Test
    @Tag("amqp10.management.unknown")
    void whatThereIsNotIsNotFoundAndWhatCannotBeDoneIsNotAllowed() {
        assertEquals(404, answer("GET", "nothing").status());
        assertEquals(405, answer("POST", "queues").status());
        assertEquals(
                400, answer("DELETE", "bindings", "src=;dstq=q;key=k;args=").status());
    }
}
