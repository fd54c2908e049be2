// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Map;

/**
 * Settings for topics and groups whose name matches a pattern.
 *
 * @param appliesTo {@code topics}, {@code groups} or {@code all}
 */
public record PolicySettings(
        String name, String pattern, String appliesTo, int priority, Map<String, Object> definition) {

    public PolicySettings {
        definition = Arguments.copyOf(definition);
    }
}
