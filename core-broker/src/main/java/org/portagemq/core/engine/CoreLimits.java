// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.filter.Filters;
import org.portagemq.core.platform.CoreSettings;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the settings say about how much of something there may be. */
record CoreLimits(Settings settings, Store store) {

    private static final Logger LOG = LoggerFactory.getLogger(CoreLimits.class);
    private static final int ENVELOPE_BYTES = 64 << 10;

    /** As set, if the log can take it. */
    int messageBytes() {
        long possible = (long) store.durableSettings().bodyBytesMax() - ENVELOPE_BYTES;
        long asked = settings.get(CommonSettings.MESSAGE_BYTES);
        if (asked > possible && possible > 0) {
            LOG.warn(
                    "limits.message-bytes is {}, but with the sizes of log segments and ring messages have at most {}",
                    asked,
                    possible);
        }
        return (int) Math.max(1024, Math.min(asked, possible));
    }

    Administration.Limits declarations() {
        return new Administration.Limits(
                number(CoreSettings.TOPICS), number(CoreSettings.GROUPS), number(CoreSettings.BINDINGS));
    }

    Filters.Limits filters() {
        return new Filters.Limits(
                number(CoreSettings.FILTER_LENGTH),
                number(CoreSettings.FILTER_NODES),
                number(CoreSettings.FILTER_DEPTH));
    }

    int transactionSize() {
        return number(CoreSettings.TRANSACTION_SIZE);
    }

    private int number(Setting<Long> setting) {
        return Math.toIntExact(settings.get(setting));
    }
}
