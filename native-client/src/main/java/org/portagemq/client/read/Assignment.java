// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.util.Set;

/** Which queues a reader reads. */
public sealed interface Assignment {

    /** All of the topic; with a group, the part that this reader has among the members of the group. */
    record Auto() implements Assignment {}

    /** The queues with these numbers, of each broker. */
    record Given(Set<Integer> ids) implements Assignment {}

    static Assignment auto() {
        return new Auto();
    }

    static Assignment queues(Integer... ids) {
        return new Given(Set.of(ids));
    }
}
