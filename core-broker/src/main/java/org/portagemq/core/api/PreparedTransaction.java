// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A transaction that waits for a decision, and belongs to its namespace until then.
 *
 * @param id by which it is decided about; never used again
 * @param name of a branch: as its coordinator gave it; of one that a publisher group answers for: the group, in UTF-8
 * @param preparedAt epoch ms
 * @param messages how many were published in it
 * @param held how many messages are out until the decision
 * @param checks how often its publisher group was asked
 */
public record PreparedTransaction(
        long id, Kind kind, Payload name, long preparedAt, int messages, int held, int checks, State state) {

    /** Who decides. */
    public enum Kind {
        /** A coordinator, in two phases. */
        BRANCH,
        /** Its publisher group, which is asked. */
        HALF
    }

    /** How it is. */
    public enum State {
        WAITING,
        /** Longer than {@code transactions.prepared-timeout}. */
        OVERDUE,
        /**
         * Its publisher group was asked as often as it is, and {@code transactions.undecided} is {@code park}: nobody is
         * asked any more, an operator has to decide.
         */
        PARKED
    }
}
