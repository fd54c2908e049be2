// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.PolicyKey;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.TopicSettings;

/**
 * The policies of one namespace, and what they make of its topics and groups. What was found is good for one {@link
 * #epoch}. Belongs to the core.
 */
public final class Policies {

    /** So many policies and caps may a namespace have: each costs a look at every new name. */
    private static final int LIMIT = 1_000;

    private static final Comparator<Policy> FIRST_COUNTS = Comparator.<Policy>comparingInt(
                    policy -> -policy.settings().priority())
            .thenComparing(policy -> policy.settings().name());

    private final Map<String, Policy> policies = new TreeMap<>();
    private final Map<String, Policy> caps = new TreeMap<>();
    private List<Policy> policiesInOrder = List.of();
    private List<Policy> capsInOrder = List.of();
    private int epoch;

    /**
     * Checks a policy that is to be put.
     *
     * @throws BrokerException when it is invalid, or there are as many already as the namespace may have
     */
    public void check(PolicySettings settings) {
        Policy.of(settings);
        Map<String, Policy> existing = settings.cap() ? caps : policies;
        if (!existing.containsKey(settings.name()) && policies.size() + caps.size() >= LIMIT) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED, "a namespace has at most " + LIMIT + " policies; remove one first");
        }
    }

    public void put(PolicySettings settings) {
        (settings.cap() ? caps : policies).put(settings.name(), Policy.of(settings));
        changed();
    }

    public void remove(String name, boolean cap) {
        if ((cap ? caps : policies).remove(name) != null) {
            changed();
        }
    }

    public boolean contains(String name, boolean cap) {
        return (cap ? caps : policies).containsKey(name);
    }

    private void changed() {
        policiesInOrder = policies.values().stream().sorted(FIRST_COUNTS).toList();
        capsInOrder = caps.values().stream().sorted(FIRST_COUNTS).toList();
        epoch++;
    }

    /** Another number after every change. */
    public int epoch() {
        return epoch;
    }

    /** All of them, caps behind policies, by name. */
    public List<PolicySettings> all() {
        List<PolicySettings> all = new ArrayList<>();
        policies.values().forEach(policy -> all.add(policy.settings()));
        caps.values().forEach(cap -> all.add(cap.settings()));
        return all;
    }

    /** The rules that hold for a group: those it was declared with, its policy's, and its cap's. */
    public GroupRules rules(GroupSettings group) {
        Policy policy = first(policiesInOrder, group.name(), true);
        Policy cap = first(capsInOrder, group.name(), true);
        GroupRules rules = group.rules();
        if (policy != null) {
            rules = adding(policy, lower(policy, rules));
        }
        return cap == null ? rules : lower(cap, rules);
    }

    /** The alternate of a topic: declared, or its policy's; empty for none. */
    public String alternate(TopicSettings topic) {
        if (!topic.alternate().isEmpty()) {
            return topic.alternate();
        }
        Policy policy = first(policiesInOrder, topic.name(), false);
        String alternate = policy == null ? null : policy.text(PolicyKey.ALTERNATE);
        return alternate == null ? "" : alternate;
    }

    private static Policy first(List<Policy> inOrder, String name, boolean group) {
        for (Policy policy : inOrder) {
            PolicySettings.AppliesTo target = policy.settings().appliesTo();
            if ((group ? target.groups() : target.topics()) && policy.matches(name)) {
                return policy;
            }
        }
        return null;
    }

    /** The rules with the policy's limits where these are lower. */
    private static GroupRules lower(Policy policy, GroupRules rules) {
        long length = lower(rules.maxLength(), policy.limit(PolicyKey.MAX_LENGTH));
        long bytes = lower(rules.maxBytes(), policy.limit(PolicyKey.MAX_BYTES));
        // One without a limit does not count its attempts: there is nothing to compare with.
        long attempts = rules.deliveryLimit() < 0
                ? rules.deliveryLimit()
                : lower(rules.deliveryLimit(), policy.limit(PolicyKey.DELIVERY_LIMIT));
        return rules.toBuilder()
                .ttlMs(lower(rules.ttlMs(), policy.limit(PolicyKey.TTL_MS)))
                .expiresMs(lower(rules.expiresMs(), policy.limit(PolicyKey.EXPIRES_MS)))
                .limits(length, bytes, rules.overflow())
                .ackTimeoutMs(lower(rules.ackTimeoutMs(), policy.limit(PolicyKey.ACK_TIMEOUT_MS)))
                .deliveryLimit((int) attempts)
                .build();
    }

    private static long lower(long one, long other) {
        if (one < 0 || other < 0) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }

    /** The rules with what the policy says where nothing was declared. */
    private static GroupRules adding(Policy policy, GroupRules rules) {
        GroupRules.Builder added = rules.toBuilder();
        String overflow = policy.text(PolicyKey.OVERFLOW);
        if (overflow != null && rules.overflow() == GroupRules.Overflow.DROP_HEAD) {
            added.limits(rules.maxLength(), rules.maxBytes(), GroupRules.Overflow.valueOf(overflow));
        }
        String topic =
                rules.deadLetterTopic() == null ? policy.text(PolicyKey.DEAD_LETTER_TOPIC) : rules.deadLetterTopic();
        String key = rules.deadLetterKey() == null ? policy.text(PolicyKey.DEAD_LETTER_KEY) : rules.deadLetterKey();
        if (topic != null) {
            added.deadLetter(topic, key);
        }
        added.keptUntilTaken(rules.keptUntilTaken() || policy.flag(PolicyKey.DEAD_LETTER_KEPT));
        return added.build();
    }
}
