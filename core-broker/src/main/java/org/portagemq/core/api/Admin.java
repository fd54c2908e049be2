// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Declares, lists and deletes what the session's namespace holds. Changes of durable objects are answered when they
 * are on disk. Made by a session and used on its executor; calls are handed over by {@link Session#flush()}.
 */
public interface Admin {

    /** Makes the topic, or checks that the existing one has the same settings ({@link ErrorCode#MISMATCH}). */
    void declareTopic(TopicSettings settings, Answer<Void> answer);

    void describeTopic(String name, Answer<TopicSettings> answer);

    void deleteTopic(String name, boolean ifUnused, Answer<Void> answer);

    void listTopics(Answer<List<TopicSettings>> answer);

    /** Makes the group, or checks that the existing one has the same settings and is not another session's own. */
    void declareGroup(GroupSettings settings, Answer<GroupInfo> answer);

    void describeGroup(String name, Answer<GroupInfo> answer);

    /** Describes the group, and counts as a use of it: one that goes when it is unused has all its time again. */
    void useGroup(String name, Answer<GroupInfo> answer);

    /** Answers how many messages went with it. */
    void deleteGroup(String name, boolean ifUnused, boolean ifEmpty, Answer<Long> answer);

    /** Drops all messages that are ready; those in flight stay. Answers how many. */
    void purgeGroup(String name, Answer<Long> answer);

    /**
     * Pauses a group, or lets it go on: meanwhile it takes messages and hands none out. What is in flight stays so. It
     * stays paused over a restart. Needs the right to configure the group.
     */
    void pauseGroup(String name, boolean paused, Answer<Void> answer);

    void listGroups(Answer<List<GroupInfo>> answer);

    /**
     * Moves a group to a place: what is ready before it is dropped. A group of its own cannot go back, because what it
     * acknowledged is gone. Answers how many messages were dropped.
     */
    void resetGroup(String name, StreamStart place, Answer<Long> answer);

    /** Makes a group of a stream, which begins at the place; one that exists with the same settings stays where it is. */
    void declareStreamGroup(StreamGroupSettings settings, StreamStart start, Answer<Void> answer);

    /** Deletes a group of a stream. */
    void deleteStreamGroup(String topic, String name, Answer<Void> answer);

    /** Moves a group of a stream to a place in each partition; refused while something of it is in flight. */
    void resetStreamGroup(String topic, String name, StreamStart place, Answer<Void> answer);

    /**
     * Moves a group of a stream to an offset of one partition, whether it is used by offsets or by acknowledgements; refused
     * while something of it is in flight there. Offsets that the same session has committed before do not make it one of the
     * group's consumers.
     */
    void moveStreamGroup(String topic, String name, int partition, long offset, Answer<Void> answer);

    void listStreamGroups(String topic, Answer<List<StreamGroupSettings>> answer);

    /**
     * Gives a stream other arguments in place of those it has, such as {@link TopicSettings#WRITABLE_PARTITIONS}. Needs the
     * right to configure it; refused with {@link ErrorCode#NOT_SUPPORTED} for topics of other kinds.
     */
    void changeArguments(String topic, Map<String, Object> arguments, Answer<Void> answer);

    /** Gives a stream more partitions. Messages of one key may go to another partition from then on. */
    void growStream(String topic, int partitions, Answer<Void> answer);

    /** Adds a binding; one that exists already is left as it is. */
    void bind(Binding binding, Answer<Void> answer);

    /** Removes a binding; one that does not exist is no error. */
    void unbind(Binding binding, Answer<Void> answer);

    void listBindings(Answer<List<Binding>> answer);

    /** Needs an administrator, as the other calls on namespaces. */
    void putNamespace(NamespaceSettings settings, Answer<Void> answer);

    /**
     * Sets a limit of the session's namespace, {@link NamespaceLimits#UNLIMITED} for none; in force for what comes from then
     * on. Needs an administrator.
     */
    void limitNamespace(NamespaceLimits.Kind kind, int limit, Answer<Void> answer);

    /** What the session's namespace holds, counted now: for one look after the other, not for each message. */
    void describeNamespace(Answer<NamespaceInfo> answer);

    void deleteNamespace(String name, Answer<Void> answer);

    void listNamespaces(Answer<List<NamespaceSettings>> answer);

    /**
     * Adds a policy or replaces the one of its name; in force for every topic and group from then on. Needs an
     * administrator, as removing does.
     */
    void putPolicy(PolicySettings policy, Answer<Void> answer);

    /** Removes a policy or cap; {@link ErrorCode#NOT_FOUND} when there is none of the name. */
    void removePolicy(String name, boolean cap, Answer<Void> answer);

    void listPolicies(Answer<List<PolicySettings>> answer);

    /** The bindings of one topic, or of one target, for listings that must not walk the whole namespace. */
    void listBindings(Optional<String> topic, Optional<Binding.Target> target, Answer<List<Binding>> answer);

    /**
     * Messages that wait for their time, those due first in front; those of one topic or group, or all that the session
     * may configure.
     *
     * @param from where the page begins, as the page before says; empty for the first one
     * @param max how many on a page, at most 1,000
     */
    void listPending(Optional<Binding.Target> target, Optional<String> from, int max, Answer<PendingPage> answer);

    /** How many messages wait, by where they go to. */
    void countPending(Answer<List<PendingCount>> answer);

    /** Takes away a message that waits. Answers whether it did: false when it is visible already, or was never there. */
    void cancelPending(MessageId id, Answer<Boolean> answer);

    /** Makes a message visible now that waits. Answers whether it does. */
    void hastenPending(MessageId id, Answer<Boolean> answer);

    /** Makes all visible now that wait for a topic or group. Answers how many. */
    void hastenAllPending(Binding.Target target, Answer<Long> answer);
}
