// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
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

/** Administration on the session's side: carries each call to the core. */
final class EngineAdmin implements Admin {

    private final Engine engine;
    private final EngineSession session;
    private final Administration administration;

    EngineAdmin(Engine engine, EngineSession session) {
        this.engine = engine;
        this.session = session;
        this.administration = engine.administration();
    }

    private <T> void change(Answer<T> answer, Supplier<T> call) {
        SessionState state = session.state();
        session.add(() -> administration.change(state, answer, call));
    }

    private <T> void read(Answer<T> answer, Supplier<T> call) {
        SessionState state = session.state();
        session.add(() -> administration.read(state, answer, call));
    }

    @Override
    public void declareTopic(TopicSettings settings, Answer<Void> answer) {
        change(answer, () -> administration.declareTopic(session.state(), settings));
    }

    @Override
    public void describeTopic(String name, Answer<TopicSettings> answer) {
        read(answer, () -> administration.describeTopic(session.state(), name));
    }

    @Override
    public void deleteTopic(String name, boolean ifUnused, Answer<Void> answer) {
        change(answer, () -> administration.deleteTopic(session.state(), name, ifUnused));
    }

    @Override
    public void listTopics(Answer<List<TopicSettings>> answer) {
        read(answer, () -> administration.listTopics(session.state()));
    }

    @Override
    public void declareGroup(GroupSettings settings, Answer<GroupInfo> answer) {
        SessionState state = session.state();
        session.add(() -> {
            NamedStreamGroup named = NamedStreamGroup.find(state.namespace(), settings.name());
            if (named == null) {
                return administration.change(state, answer, () -> administration.declareGroup(state, settings));
            }
            engine.namedStreamGroups().declare(state, named, settings, new DescribedWhenDone(settings.name(), answer));
            return true;
        });
    }

    /** What was declared is described next. */
    private final class DescribedWhenDone implements Answer<Void> {
        private final String name;
        private final Answer<GroupInfo> answer;

        DescribedWhenDone(String name, Answer<GroupInfo> answer) {
            this.name = name;
            this.answer = answer;
        }

        @Override
        public void done(Void nothing) {
            describeGroup(name, answer);
            session.flush();
        }

        @Override
        public void failed(BrokerException reason) {
            answer.failed(reason);
        }
    }

    @Override
    public void describeGroup(String name, Answer<GroupInfo> answer) {
        SessionState state = session.state();
        read(answer, () -> {
            NamedStreamGroup named = NamedStreamGroup.find(state.namespace(), name);
            return named == null
                    ? administration.describeGroup(state, name)
                    : engine.namedStreamGroups().describe(state, named);
        });
    }

    @Override
    public void useGroup(String name, Answer<GroupInfo> answer) {
        SessionState state = session.state();
        read(answer, () -> {
            NamedStreamGroup named = NamedStreamGroup.find(state.namespace(), name);
            return named == null
                    ? administration.useGroup(state, name)
                    : engine.namedStreamGroups().describe(state, named);
        });
    }

    @Override
    public void deleteGroup(String name, boolean ifUnused, boolean ifEmpty, Answer<Long> answer) {
        SessionState state = session.state();
        change(answer, () -> {
            NamedStreamGroup named = NamedStreamGroup.find(state.namespace(), name);
            return named == null
                    ? administration.deleteGroup(state, name, ifUnused, ifEmpty)
                    : engine.namedStreamGroups().delete(state, named, ifUnused, ifEmpty);
        });
    }

    @Override
    public void purgeGroup(String name, Answer<Long> answer) {
        change(answer, () -> administration.purgeGroup(session.state(), name));
    }

    @Override
    public void pauseGroup(String name, boolean paused, Answer<Void> answer) {
        change(answer, () -> administration.pauseGroup(session.state(), name, paused));
    }

    @Override
    public void listGroups(Answer<List<GroupInfo>> answer) {
        read(answer, () -> administration.listGroups(session.state()));
    }

    @Override
    public void resetGroup(String name, StreamStart place, Answer<Long> answer) {
        session.add(Command.of(() -> engine.streams().moves().resetGroup(session.state(), name, place, answer)));
    }

    @Override
    public void declareStreamGroup(StreamGroupSettings settings, StreamStart start, Answer<Void> answer) {
        session.add(Command.of(() -> engine.streams().declareGroup(session.state(), settings, start, answer)));
    }

    @Override
    public void deleteStreamGroup(String topic, String name, Answer<Void> answer) {
        change(answer, () -> engine.streams().deleteGroup(session.state(), topic, name));
    }

    @Override
    public void resetStreamGroup(String topic, String name, StreamStart place, Answer<Void> answer) {
        session.add(Command.of(() -> engine.streams().reset(session.state(), topic, name, place, answer)));
    }

    @Override
    public void moveStreamGroup(String topic, String name, int partition, long offset, Answer<Void> answer) {
        change(answer, () -> engine.streams().move(session.state(), topic, name, partition, offset));
    }

    @Override
    public void listStreamGroups(String topic, Answer<List<StreamGroupSettings>> answer) {
        read(answer, () -> engine.streams().listGroups(session.state(), topic));
    }

    @Override
    public void changeArguments(String topic, Map<String, Object> arguments, Answer<Void> answer) {
        change(answer, () -> engine.streams().changeArguments(session.state(), topic, arguments));
    }

    @Override
    public void growStream(String topic, int partitions, Answer<Void> answer) {
        change(answer, () -> {
            engine.streams().grow(session.state(), topic, partitions);
            engine.consuming().wholeStreams().grown(session.state().namespace(), topic);
            return null;
        });
    }

    @Override
    public void bind(Binding binding, Answer<Void> answer) {
        change(answer, () -> administration.bind(session.state(), binding));
    }

    @Override
    public void unbind(Binding binding, Answer<Void> answer) {
        change(answer, () -> administration.unbind(session.state(), binding));
    }

    @Override
    public void listBindings(Answer<List<Binding>> answer) {
        listBindings(Optional.empty(), Optional.empty(), answer);
    }

    @Override
    public void listBindings(Optional<String> topic, Optional<Binding.Target> target, Answer<List<Binding>> answer) {
        read(answer, () -> administration.listBindings(session.state(), topic, target));
    }

    @Override
    public void putNamespace(NamespaceSettings settings, Answer<Void> answer) {
        change(answer, () -> administration.putNamespace(session.state(), settings));
    }

    @Override
    public void describeNamespace(Answer<NamespaceInfo> answer) {
        read(answer, () -> administration.describeNamespace(session.state()));
    }

    @Override
    public void deleteNamespace(String name, Answer<Void> answer) {
        change(answer, () -> administration.deleteNamespace(session.state(), name, engine.sessions()::closeNamespace));
    }

    @Override
    public void listNamespaces(Answer<List<NamespaceSettings>> answer) {
        read(answer, administration::listNamespaces);
    }

    @Override
    public void limitNamespace(NamespaceLimits.Kind kind, int limit, Answer<Void> answer) {
        change(answer, () -> administration.limitNamespace(session.state(), kind, limit));
    }

    @Override
    public void putPolicy(PolicySettings policy, Answer<Void> answer) {
        change(answer, () -> administration.policies().put(session.state(), policy));
    }

    @Override
    public void removePolicy(String name, boolean cap, Answer<Void> answer) {
        change(answer, () -> administration.policies().remove(session.state(), name, cap));
    }

    @Override
    public void listPolicies(Answer<List<PolicySettings>> answer) {
        read(answer, () -> administration.policies().list(session.state()));
    }

    @Override
    public void listPending(
            Optional<Binding.Target> target, Optional<String> from, int max, Answer<PendingPage> answer) {
        session.add(
                Command.of(() -> engine.deferred().administration().list(session.state(), target, from, max, answer)));
    }

    @Override
    public void countPending(Answer<List<PendingCount>> answer) {
        read(answer, () -> engine.deferred().administration().counts(session.state()));
    }

    @Override
    public void cancelPending(MessageId id, Answer<Boolean> answer) {
        session.add(Command.of(() -> engine.deferred().administration().cancel(session.state(), id, answer)));
    }

    @Override
    public void hastenPending(MessageId id, Answer<Boolean> answer) {
        session.add(Command.of(() -> engine.deferred().administration().hasten(session.state(), id, answer)));
    }

    @Override
    public void hastenAllPending(Binding.Target target, Answer<Long> answer) {
        session.add(Command.of(() -> engine.deferred().administration().hastenAll(session.state(), target, answer)));
    }
}
