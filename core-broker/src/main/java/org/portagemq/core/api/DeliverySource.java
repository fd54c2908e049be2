// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * What hands out messages of one group, and takes back what became of them. (Group, offset) identifies a delivery; an
 * offset that is not in flight at this source is ignored.
 */
public sealed interface DeliverySource permits Subscription, Fetcher {

    /** The message is done with. */
    void ack(long offset);

    /** The same as part of a transaction: done with when it commits; in flight again after a rollback. */
    void ack(long offset, Transaction transaction);

    /** A delay that the group's {@link RetrySchedule} decides about. */
    long BY_SCHEDULE = -1;

    /** The message goes back to its place in the group, at once or when the group's {@link RetrySchedule} says. */
    default void release(long offset, Release how) {
        release(offset, how, BY_SCHEDULE);
    }

    /**
     * The message goes back to its group, and is ready after the delay: one of more than some seconds comes to the
     * group's end then. A message that is not durable, or whose group is not, is ready again after a restart.
     *
     * @param delayMs 0 or more, or {@link #BY_SCHEDULE}
     */
    void release(long offset, Release how, long delayMs);

    /** The message cannot be consumed: to the dead-letter route of the group, or dropped. */
    void reject(long offset);

    /** As {@link #release(long, Release)}, when the transaction commits; in flight again after a rollback. */
    void release(long offset, Release how, Transaction transaction);

    /** As {@link #reject(long)}, when the transaction commits; in flight again after a rollback. */
    void reject(long offset, Transaction transaction);

    /**
     * Notes something about a message in flight: its later deliveries carry it ({@link StoredMessage#note()}), wherever it
     * goes from here, in place of what was noted before. As durable as the count of failed attempts. A note for which the
     * group has no room ends what hands the message out ({@link ErrorCode#LIMIT_EXCEEDED}).
     *
     * @throws BrokerException when it has more bytes than {@link StoredMessage#NOTE_BYTES_MAX}, or this source takes none
     */
    default void note(long offset, Payload note) {
        throw noNotes();
    }

    /** The same when the transaction commits; called before what becomes of the message there. */
    default void note(long offset, Payload note, Transaction transaction) {
        throw noNotes();
    }

    private static BrokerException noNotes() {
        return new BrokerException(
                ErrorCode.NOT_SUPPORTED, "about messages that are handed out this way nothing can be noted");
    }
}
