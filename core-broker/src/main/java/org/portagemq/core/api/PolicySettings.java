// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Map;
import java.util.Objects;

/**
 * Settings for topics and groups whose name matches a pattern. Of the policies that match, that of the highest priority
 * counts alone (of equal ones, the one whose name comes first). It adds to what a topic or group was declared with: of two
 * limits the lower one holds, of other settings the declared one.
 *
 * <p>A cap is the operator's: it stands above declarations and policies, and only limits. Caps and policies have names of
 * their own.
 *
 * @param pattern a regular expression that is found anywhere in a name unless it is anchored; of linear cost, at most
 *     {@value #PATTERN_LIMIT} characters
 * @param definition values by {@link PolicyKey#key}; other keys are refused
 * @param cap whether it is the operator's
 */
public record PolicySettings(
        String name, String pattern, AppliesTo appliesTo, int priority, Map<String, Object> definition, boolean cap) {

    public static final int PATTERN_LIMIT = 1_024;

    /** What a policy is for. */
    public enum AppliesTo {
        TOPICS,
        GROUPS,
        ALL;

        public boolean groups() {
            return this != TOPICS;
        }

        public boolean topics() {
            return this != GROUPS;
        }
    }

    public PolicySettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(pattern);
        Objects.requireNonNull(appliesTo);
        definition = Arguments.copyOf(definition);
    }

    /** A policy that is no cap. */
    public PolicySettings(
            String name, String pattern, AppliesTo appliesTo, int priority, Map<String, Object> definition) {
        this(name, pattern, appliesTo, priority, definition, false);
    }
}
