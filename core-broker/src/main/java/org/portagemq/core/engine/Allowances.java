// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.filter.Filters;
import org.portagemq.core.log.LogSettings;
import org.portagemq.core.platform.CoreSettings;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the settings and the size of the heap allow the parts of the core. */
record Allowances(Settings settings, Platform platform) {

    private static final Logger LOG = LoggerFactory.getLogger(Allowances.class);
    private static final int ENVELOPE_BYTES = 64 << 10;

    /** What the core keeps for one message that is out. */
    private static final int BYTES_IN_FLIGHT = 24;

    /** Bytes of index blocks in memory. */
    long indexMemory() {
        return share(settings.get(CoreSettings.INDEX_MEMORY), platform.heapBytes() / 8);
    }

    /** Bytes of messages that are read before their turn. */
    long readAhead() {
        return share(settings.get(CoreSettings.READ_AHEAD), platform.heapBytes() / 16);
    }

    /** Bytes of what is noted about messages. */
    long noteMemory() {
        return share(settings.get(CoreSettings.NOTE_MEMORY), platform.heapBytes() / 32);
    }

    private static long share(long given, long otherwise) {
        return given == 0 ? otherwise : given;
    }

    /** How many messages may be out before those who hold most get no more. */
    long inFlight() {
        return platform.heapBytes() / 8 / BYTES_IN_FLIGHT;
    }

    /** Bytes of a message's body: as set, if the log can take it. */
    int messageBytes(LogSettings log) {
        long possible = (long) log.bodyBytesMax() - ENVELOPE_BYTES;
        long asked = settings.get(CommonSettings.MESSAGE_BYTES);
        if (asked > possible && possible > 0) {
            LOG.warn(
                    "limits.message-bytes is {}, but with the sizes of log segments and ring messages have at most {}",
                    asked,
                    possible);
        }
        return (int) Math.max(1024, Math.min(asked, possible));
    }

    Administration.Limits declared() {
        return new Administration.Limits(
                Math.toIntExact(settings.get(CoreSettings.TOPICS)),
                Math.toIntExact(settings.get(CoreSettings.GROUPS)),
                Math.toIntExact(settings.get(CoreSettings.BINDINGS)));
    }

    Filters.Limits filters() {
        return new Filters.Limits(
                Math.toIntExact(settings.get(CoreSettings.FILTER_LENGTH)),
                Math.toIntExact(settings.get(CoreSettings.FILTER_NODES)),
                Math.toIntExact(settings.get(CoreSettings.FILTER_DEPTH)));
    }
}
