// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.util.Locale;

/**
 * How the files of a log's folder are named.
 *
 * @param folder the folder
 * @param log the number of the log
 */
record SegmentNames(String folder, int log) {
    static final String SEGMENT_SUFFIX = ".log";
    static final String SPARE_SUFFIX = ".spare";
    static final String TEMPORARY_SUFFIX = ".tmp";
    static final String TORN_FOLDER = "torn";
    private static final int DIGITS = 19;

    String segment(long base) {
        return String.format(Locale.ROOT, "%s/%019d%s", folder, Positions.address(base), SEGMENT_SUFFIX);
    }

    String spare(long number) {
        return folder + "/" + number + SPARE_SUFFIX;
    }

    String temporary() {
        return folder + "/clean" + TEMPORARY_SUFFIX;
    }

    /** Where unusable bytes of a segment are kept for people. */
    String torn(long base, int epoch) {
        return String.format(Locale.ROOT, "%s/%019d.%d.torn", TORN_FOLDER, Positions.address(base), epoch);
    }

    /** The base position that a file's name says, or -1 when it is no segment's name. */
    long baseOf(String fileName) {
        if (fileName.length() != DIGITS + SEGMENT_SUFFIX.length() || !fileName.endsWith(SEGMENT_SUFFIX)) {
            return -1;
        }
        try {
            return Long.parseUnsignedLong(fileName.substring(0, DIGITS));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
