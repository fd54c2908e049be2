// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

/**
 * Sees whether a delivery has waited too long to be settled, by one look now and then and nothing for each delivery: each
 * look keeps the tag of that moment, and a delivery that is older than the tag of {@value #LOOKS} looks ago is too late.
 */
final class AckDeadline {

    /** So many looks in the time that a consumer has; it may be exceeded by the time between two. */
    static final int LOOKS = 4;

    private final long[] tagsBefore = new long[LOOKS];
    private int at;

    /**
     * One look.
     *
     * @param lastTag of the channel
     * @param oldest the tag of the oldest delivery that waits, 0 when none does
     */
    boolean isOver(long lastTag, long oldest) {
        boolean over = oldest != 0 && oldest <= tagsBefore[at];
        tagsBefore[at] = lastTag;
        at = (at + 1) % LOOKS;
        return over;
    }
}
