// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.PolicyKey;
import org.portagemq.core.api.PolicySettings;

/** A policy with its pattern ready to use. */
final class Policy {

    private final PolicySettings settings;
    private final Pattern pattern;

    private Policy(PolicySettings settings, Pattern pattern) {
        this.settings = settings;
        this.pattern = pattern;
    }

    /**
     * Checks a policy and makes it ready.
     *
     * @throws BrokerException {@link ErrorCode#INVALID}, saying which part of it cannot be used and why
     */
    static Policy of(PolicySettings settings) {
        settings.definition().forEach((key, value) -> check(settings, key, value));
        if (settings.definition().isEmpty()) {
            throw invalid(settings, "sets nothing");
        }
        if (settings.pattern().length() > PolicySettings.PATTERN_LIMIT) {
            throw invalid(settings, "has a pattern of more than " + PolicySettings.PATTERN_LIMIT + " characters");
        }
        try {
            return new Policy(settings, Pattern.compile(settings.pattern()));
        } catch (PatternSyntaxException malformed) {
            throw invalid(settings, "has a pattern that cannot be read: " + malformed.getMessage());
        }
    }

    private static void check(PolicySettings settings, String name, Object value) {
        PolicyKey key =
                PolicyKey.find(name).orElseThrow(() -> invalid(settings, "sets '" + name + "', which is unknown"));
        if (settings.cap() && !key.caps()) {
            throw invalid(settings, "sets '" + name + "', which the operator's cannot");
        }
        boolean fits = key.isForGroups()
                ? settings.appliesTo().groups()
                : settings.appliesTo().topics();
        if (!fits) {
            throw invalid(settings, "sets '" + name + "', which is not for " + settings.appliesTo());
        }
        key.check(value);
    }

    private static BrokerException invalid(PolicySettings settings, String why) {
        return new BrokerException(ErrorCode.INVALID, "policy '" + settings.name() + "' " + why);
    }

    PolicySettings settings() {
        return settings;
    }

    boolean matches(String name) {
        return pattern.matcher(name).find();
    }

    /** The value of a limit, or -1. */
    long limit(PolicyKey key) {
        return settings.definition().get(key.key()) instanceof Number number ? number.longValue() : -1;
    }

    /** The value of a flag, false when it is not set. */
    boolean flag(PolicyKey key) {
        return Boolean.TRUE.equals(settings.definition().get(key.key()));
    }

    /** The value of a text, or null. */
    String text(PolicyKey key) {
        Map<String, Object> definition = settings.definition();
        return definition.get(key.key()) instanceof String text ? text : null;
    }
}
