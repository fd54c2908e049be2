// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.NamespaceInfo;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.PendingCount;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.TopicSettings;

/** The administration of a {@link FakeBroker}: written down, and answered by the test. */
final class FakeAdmin implements Admin {

    private final FakeBroker broker;

    FakeAdmin(FakeBroker broker) {
        this.broker = broker;
    }

    @Override
    public void listPending(
            Optional<Binding.Target> target, Optional<String> from, int max, Answer<PendingPage> answer) {
        broker.ask("list pending", answer);
    }

    @Override
    public void countPending(Answer<List<PendingCount>> answer) {
        broker.ask("count pending", answer);
    }

    @Override
    public void cancelPending(MessageId id, Answer<Boolean> answer) {
        broker.ask("cancel pending", answer);
    }

    @Override
    public void hastenPending(MessageId id, Answer<Boolean> answer) {
        broker.ask("hasten pending", answer);
    }

    @Override
    public void hastenAllPending(Binding.Target target, Answer<Long> answer) {
        broker.ask("hasten all pending", answer);
    }

    @Override
    public void declareTopic(TopicSettings settings, Answer<Void> answer) {
        broker.ask("declareTopic " + settings.name(), answer);
    }

    @Override
    public void describeTopic(String name, Answer<TopicSettings> answer) {
        broker.ask("describeTopic " + name, answer);
    }

    @Override
    public void deleteTopic(String name, boolean ifUnused, Answer<Void> answer) {
        broker.ask("deleteTopic " + name, answer);
    }

    @Override
    public void listTopics(Answer<List<TopicSettings>> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void declareGroup(GroupSettings settings, Answer<GroupInfo> answer) {
        broker.ask("declareGroup " + settings.name(), answer);
    }

    @Override
    public void describeGroup(String name, Answer<GroupInfo> answer) {
        broker.ask("describeGroup " + name, answer);
    }

    @Override
    public void useGroup(String name, Answer<GroupInfo> answer) {
        broker.ask("useGroup " + name, answer);
    }

    @Override
    public void deleteGroup(String name, boolean ifUnused, boolean ifEmpty, Answer<Long> answer) {
        broker.ask("deleteGroup " + name, answer);
    }

    @Override
    public void purgeGroup(String name, Answer<Long> answer) {
        broker.ask("purgeGroup " + name, answer);
    }

    @Override
    public void pauseGroup(String name, boolean paused, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void describeNamespace(Answer<NamespaceInfo> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void resetGroup(String name, StreamStart place, Answer<Long> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void declareStreamGroup(StreamGroupSettings settings, StreamStart start, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void deleteStreamGroup(String topic, String name, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void resetStreamGroup(String topic, String name, StreamStart place, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void moveStreamGroup(String topic, String name, int partition, long offset, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void listStreamGroups(String topic, Answer<List<StreamGroupSettings>> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void changeArguments(String topic, Map<String, Object> arguments, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void growStream(String topic, int partitions, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void listGroups(Answer<List<GroupInfo>> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void bind(Binding binding, Answer<Void> answer) {
        broker.ask("bind " + binding.topic() + " " + binding.target().name() + " " + binding.key(), answer);
    }

    @Override
    public void unbind(Binding binding, Answer<Void> answer) {
        broker.ask("unbind " + binding.topic() + " " + binding.target().name() + " " + binding.key(), answer);
    }

    @Override
    public void listBindings(Answer<List<Binding>> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void putNamespace(NamespaceSettings settings, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void deleteNamespace(String name, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void listNamespaces(Answer<List<NamespaceSettings>> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void limitNamespace(NamespaceLimits.Kind kind, int limit, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void putPolicy(PolicySettings policy, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void removePolicy(String name, boolean cap, Answer<Void> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void listPolicies(Answer<List<PolicySettings>> answer) {
        throw new AssertionError("not used by this gateway");
    }

    @Override
    public void listBindings(Optional<String> topic, Optional<Binding.Target> target, Answer<List<Binding>> answer) {
        throw new AssertionError("not used by this gateway");
    }
}
