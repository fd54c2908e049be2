// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.portagemq.client.message.QueueRef;

class GroupShareTest {

    private static List<QueueRef> queues(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> new QueueRef("T", "b", id))
                .toList();
    }

    @Test
    void eachQueueIsOfOneMemberAndNobodyHasTwoMoreThanAnother() {
        for (int count = 0; count < 12; count++) {
            for (int size = 1; size < 7; size++) {
                List<String> members =
                        IntStream.range(0, size).mapToObj(i -> "m" + i).toList();
                List<QueueRef> all = new ArrayList<>();
                for (String member : members) {
                    Set<QueueRef> part = GroupShare.part(queues(count), members, member);
                    assertTrue(part.size() - count / size <= 1, () -> "" + part);
                    all.addAll(part);
                }
                assertEquals(queues(count), all);
            }
        }
    }

    @Test
    void whoIsNoMemberHasNothing() {
        assertEquals(Set.of(), GroupShare.part(queues(4), List.of("other"), "own"));
    }
}
