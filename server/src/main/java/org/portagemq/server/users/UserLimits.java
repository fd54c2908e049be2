// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import org.portagemq.core.api.Gate;

/**
 * How many connections and channels a user may have open at once; {@link Gate#NO_LIMIT} for any number.
 */
public record UserLimits(int connections, int channels) {

    public static final UserLimits NONE = new UserLimits(Gate.NO_LIMIT, Gate.NO_LIMIT);

    public UserLimits {
        if (connections < Gate.NO_LIMIT || channels < Gate.NO_LIMIT) {
            throw new IllegalArgumentException("a limit is a number from 0, or " + Gate.NO_LIMIT + " for none");
        }
    }

    int of(Gate.Countable what) {
        return switch (what) {
            case SESSIONS -> connections;
            case CHANNELS -> channels;
        };
    }
}
