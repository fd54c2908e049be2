// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * How much there may be in a namespace at once; what is there when a limit is lowered stays.
 *
 * @param sessions open sessions that count, or {@link #UNLIMITED}
 * @param groups consumer groups, or {@link #UNLIMITED}
 */
public record NamespaceLimits(int sessions, int groups) {

    public static final int UNLIMITED = -1;

    public static final NamespaceLimits NONE = new NamespaceLimits(UNLIMITED, UNLIMITED);

    /** What a limit is of. */
    public enum Kind {
        SESSIONS,
        GROUPS
    }

    public NamespaceLimits {
        if (sessions < UNLIMITED || groups < UNLIMITED) {
            throw new BrokerException(
                    ErrorCode.INVALID, "a limit is a number from 0, or " + UNLIMITED + " for none of it");
        }
    }

    /** These limits with another one in place of one of them. */
    public NamespaceLimits with(Kind kind, int limit) {
        return switch (kind) {
            case SESSIONS -> new NamespaceLimits(limit, groups);
            case GROUPS -> new NamespaceLimits(sessions, limit);
        };
    }

    public int of(Kind kind) {
        return switch (kind) {
            case SESSIONS -> sessions;
            case GROUPS -> groups;
        };
    }
}
