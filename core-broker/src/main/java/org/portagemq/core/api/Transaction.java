// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A local transaction of one session: publishes and acknowledgements that take effect together or not at all. Once a
 * message of it was refused it cannot be committed or prepared.
 */
public interface Transaction {

    /** Makes everything done in it visible at once. Answered when durable; a commit that is refused is a rollback. */
    void commit(Answer<Void> answer);

    /**
     * The same, and known by the key afterwards, as long as messages with keys are: {@link Session#isCommitted} tells whose
     * answer was lost. One in which nothing is done that has to be stored leaves no trace, and is not known.
     *
     * @param by a key that the publisher uses once
     */
    void commit(Deduplication by, Answer<Void> answer);

    /** Forgets its messages; those acknowledged in it are in flight again. */
    void rollback(Answer<Void> answer);

    /**
     * Stores it as a whole, for a decision in a second phase: it belongs to the namespace from now on, survives its
     * session and restarts, and ends by {@link Session#commitPrepared} or {@link Session#rollbackPrepared} of any
     * session. Its acknowledged messages stay out until then, and their groups cannot be deleted. Nothing more can be done
     * in it. Answers the id to decide by.
     *
     * @param branch the coordinator's name of it, at most {@value #NAME_LIMIT} bytes; refused with {@link
     *     ErrorCode#MISMATCH} while another one of that name waits in the namespace
     */
    void prepare(Payload branch, Answer<Long> answer);

    /**
     * Stores it as a whole and leaves the decision to a group of publishers, who may decide in any session by {@link
     * Session#commitPrepared} or {@link Session#rollbackPrepared}, and are asked when they do not: see {@link
     * Session#check}. Answers the id to decide by.
     *
     * @param publisherGroup of at most {@value #NAME_LIMIT} bytes in UTF-8
     * @param checkAfterMs when it is asked first, or {@link #USUAL}
     */
    void entrust(String publisherGroup, long checkAfterMs, Answer<Long> answer);

    /**
     * Stores what was done in it as more of a transaction that was entrusted before: whoever decides about that one decides
     * about this as well, and there is one question about both. Nothing more can be done in it. When this is refused it is as
     * it was: with {@link ErrorCode#NOT_FOUND} when no transaction of the group waits by that id in the namespace, with
     * {@link ErrorCode#PRECONDITION_FAILED} while that one is being committed, with {@link ErrorCode#LIMIT_EXCEEDED} when both
     * together are larger than a transaction may be.
     *
     * @param entrusted the id that {@link #entrust} has answered
     * @param publisherGroup to which that one was entrusted
     */
    void join(long entrusted, String publisherGroup, Answer<Void> answer);

    int NAME_LIMIT = 255;

    /** As the settings say. */
    long USUAL = 0;
}
