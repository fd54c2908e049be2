// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import java.util.Optional;

/** The versions of STOMP, oldest first. */
public enum Version {
    V1_0("1.0"),
    V1_1("1.1"),
    V1_2("1.2");

    /** As the header {@code version} of a refusal names them. */
    public static final String ALL = "1.0,1.1,1.2";

    private final String text;

    Version(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public boolean atLeast(Version other) {
        return compareTo(other) >= 0;
    }

    /**
     * The newest version that a client names.
     *
     * @param acceptVersion the client's header, null when it has none, which means 1.0
     * @return empty when it names none that is known
     */
    public static Optional<Version> negotiate(String acceptVersion) {
        if (acceptVersion == null) {
            return Optional.of(V1_0);
        }
        Version best = null;
        for (String named : acceptVersion.split(",", -1)) {
            for (Version version : values()) {
                if (version.text.equals(named.strip()) && (best == null || version.atLeast(best))) {
                    best = version;
                }
            }
        }
        return Optional.ofNullable(best);
    }
}
