// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.group.NoteMemory;
import org.portagemq.core.group.Notes;

/** Whether more may be noted about messages: in one group, and in all together. Belongs to the core. */
final class NoteRoom {

    private final NoteMemory memory;

    NoteRoom(NoteMemory memory) {
        this.memory = memory;
    }

    /**
     * Requires room for what more is noted.
     *
     * @param costs for each group how many bytes more; less than before is always taken
     * @throws BrokerException when there is none
     */
    void require(Map<Group, Long> costs) {
        long together = 0;
        for (Map.Entry<Group, Long> each : costs.entrySet()) {
            long cost = each.getValue();
            together += cost;
            if (cost
                    > Math.max(
                            0,
                            Notes.BYTES_MAX
                                    - each.getKey().backlog().attempts().notes().bytes())) {
                throw none(each.getKey(), "at most " + Notes.BYTES_MAX + " bytes together");
            }
        }
        if (together > Math.max(0, memory.bytesMax() - memory.bytes())) {
            throw none(
                    costs.keySet().iterator().next(),
                    "those of all groups have at most " + memory.bytesMax() + " bytes together (store.note-memory)");
        }
    }

    private static BrokerException none(Group group, String limit) {
        return new BrokerException(
                ErrorCode.LIMIT_EXCEEDED,
                "group '" + group.name() + "' in namespace '"
                        + group.namespace().name() + "' has no room for what is noted about messages: " + limit);
    }
}
