// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

/**
 * A position is a byte address in a log, with the number of the log in its top two bits. It never changes as long as
 * its record lives, and is never used twice.
 */
public final class Positions {
    /** The number of the durable log. */
    public static final int DURABLE = 0;
    /** The number of the transient log: wiped at each start. */
    public static final int TRANSIENT = 1;
    /** Where no record ever is: each segment starts with a record of the store's own. */
    public static final long NONE = 0;

    private static final int LOG_SHIFT = 62;
    private static final long ADDRESS_MASK = (1L << LOG_SHIFT) - 1;

    private Positions() {}

    /** The number of the log that holds a position. */
    public static int log(long position) {
        return (int) (position >>> LOG_SHIFT);
    }

    /** The byte address in its log. */
    public static long address(long position) {
        return position & ADDRESS_MASK;
    }

    /** The position of an address in a log. */
    public static long of(int log, long address) {
        if ((address & ~ADDRESS_MASK) != 0 || (log & ~3) != 0) {
            throw new IllegalArgumentException("no position: log " + log + " address " + address);
        }
        return (long) log << LOG_SHIFT | address;
    }
}
