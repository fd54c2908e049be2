// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;

/**
 * The offset of a partition below which a power cut takes nothing back, so that no offset that a reader has seen is given away
 * again. It counts every message that was confirmed as synced, however much is on its way behind it. Belongs to the core.
 */
final class ProvenEnd {

    private static final int FEW = 8;
    private static final long[] NONE = {};

    /** Where the partition ended after some message, and how far the log has to be synced for that to stay so. */
    private long[] ends = NONE;

    private long[] logEnds = NONE;
    private int count;
    private long proven;

    /**
     * Once the log is synced to where it ends now, the partition ends here.
     *
     * @param first the first offset of which that is the proof
     */
    void logged(long first, long end, TurnLog log) {
        if (count == 0) {
            // The log has nothing to do any more for those before.
            proven = first;
        }
        boolean replaces = count > 0 && log.syncsWithEnd(logEnds[count - 1]);
        if (!replaces) {
            makeRoom(log.log().synced());
            count++;
        }
        ends[count - 1] = end;
        logEnds[count - 1] = log.end();
    }

    private void makeRoom(long synced) {
        if (count == ends.length) {
            forget(synced);
        }
        if (count == ends.length) {
            int more = Math.max(FEW, 2 * count);
            ends = Arrays.copyOf(ends, more);
            logEnds = Arrays.copyOf(logEnds, more);
        }
    }

    private void forget(long synced) {
        int known = 0;
        while (known < count && logEnds[known] <= synced) {
            known++;
        }
        if (known > 0) {
            proven = ends[known - 1];
            count -= known;
            System.arraycopy(ends, known, ends, 0, count);
            System.arraycopy(logEnds, known, logEnds, 0, count);
        }
    }

    /**
     * The offset, now.
     *
     * @param end where the partition ends
     * @param explained whether the log knows all offsets of the partition by now
     * @param synced what of the log is on disk
     */
    long at(long end, boolean explained, long synced) {
        forget(synced);
        if (count == 0 && explained) {
            proven = end;
        }
        return proven;
    }
}
