// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceInfo;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.filter.Filters;
import org.portagemq.core.platform.Platform;
import org.portagemq.core.record.Change;
import org.portagemq.core.routing.Topic;

/** The rules of declaring, listing and deleting: who may, and what has to hold. Belongs to the core. */
final class Administration {

    private static final int NAME_LIMIT = 255;

    private final Platform platform;
    private final Catalog catalog;
    private final Declarations declarations;
    private final ProgressJournal journal;
    private final Rights rights;
    private final TurnLog log;
    private final Events events;
    private final Filters filters;
    private final FlushPolicy defaultFlush;
    private final Limits limits;
    private final PreparedTable prepared;
    private final Accounting accounting;
    private final PolicyAdministration policies;

    /** Closes all sessions of a namespace. */
    interface NamespaceEnder {
        void closeSessions(Namespace namespace);
    }

    /** How much may be declared in a namespace. */
    record Limits(int topics, int groups, int bindings) {}

    Administration(
            Platform platform,
            Catalog catalog,
            Declarations declarations,
            ProgressJournal journal,
            Rights rights,
            TurnLog log,
            Events events,
            Filters filters,
            FlushPolicy defaultFlush,
            Limits limits,
            PreparedTable prepared,
            Accounting accounting) {
        this.platform = platform;
        this.catalog = catalog;
        this.declarations = declarations;
        this.journal = journal;
        this.rights = rights;
        this.log = log;
        this.events = events;
        this.filters = filters;
        this.defaultFlush = defaultFlush;
        this.limits = limits;
        this.prepared = prepared;
        this.policies = new PolicyAdministration(rights, declarations);
        this.accounting = accounting;
    }

    /** Reads something and answers. */
    <T> boolean read(SessionState session, Answer<T> answer, Supplier<T> reader) {
        try {
            T value = reader.get();
            session.mail().call(() -> answer.done(value));
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
        return true;
    }

    /** Changes something and answers when what was logged for it is stored; false when there is no room now. */
    <T> boolean change(SessionState session, Answer<T> answer, Supplier<T> change) {
        try {
            if (log.hasFailed()) {
                throw new BrokerException(
                        ErrorCode.STORE_FAILED, "the store failed and takes no changes: restart the broker");
            }
            if (!declarations.hasRoom()) {
                return false;
            }
            long before = log.end();
            T value = change.get();
            journal.flush();
            answerStored(session, answer, value, log.end() != before);
        } catch (BrokerException refusal) {
            session.mail().call(() -> answer.failed(refusal));
        }
        return true;
    }

    /** Changes something and answers at once; what was logged for it is stored with what comes later. */
    <T> boolean note(SessionState session, Answer<T> answer, Supplier<T> change) {
        if (!log.hasFailed() && !declarations.hasRoom()) {
            return false;
        }
        return read(session, answer, change);
    }

    private <T> void answerStored(SessionState session, Answer<T> answer, T value, boolean logged) {
        if (logged) {
            boolean synced = session.namespace().isSynced(FlushPolicy.DEFAULT, defaultFlush);
            log.want(synced);
            session.mail().callStoredAt(new Mailbox.StoredAnswer<>(answer, value), log.end(), synced);
        } else {
            session.mail().call(() -> answer.done(value));
        }
    }

    // --- topics

    Void declareTopic(SessionState session, TopicSettings wanted) {
        Namespace namespace = session.namespace();
        rights.topic(session, Operation.CONFIGURE, wanted.name());
        if (!wanted.alternate().isEmpty()) {
            rights.topic(session, Operation.READ, wanted.name());
            rights.topic(session, Operation.WRITE, wanted.alternate());
        }
        Topic existing = namespace.topics().get(wanted.name());
        if (existing != null) {
            Redeclared.requireSame(existing.settings(), wanted, namespace);
            return null;
        }
        requireName("topic", wanted.name());
        requirePartitions(wanted);
        requireBelow("topics", namespace.topics().size(), limits.topics, namespace);
        int id = catalog.newId();
        int firstPartition = catalog.newIds(wanted.partitions());
        declarations.change(new Change.TopicPut(namespace.id(), id, firstPartition, wanted), wanted.durable());
        events.emit(new BrokerEvent.TopicDeclared(namespace.name(), wanted));
        return null;
    }

    private static void requirePartitions(TopicSettings wanted) {
        boolean stream = wanted.kind() == TopicKind.STREAM;
        if (stream != wanted.partitions() > 0 || wanted.partitions() > 1_024) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "topic '" + wanted.name() + "': a stream has 1 to 1024 partitions, other kinds have none; not "
                            + wanted.partitions());
        }
    }

    TopicSettings describeTopic(SessionState session, String name) {
        return topic(session.namespace(), name).settings();
    }

    private static Topic topic(Namespace namespace, String name) {
        Topic topic = namespace.topics().get(name);
        if (topic == null) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND, "no topic '" + name + "' in namespace '" + namespace.name() + "'");
        }
        return topic;
    }

    Void deleteTopic(SessionState session, String name, boolean ifUnused) {
        Namespace namespace = session.namespace();
        rights.topic(session, Operation.CONFIGURE, name);
        if (StandardTopics.contains(name)) {
            throw new BrokerException(ErrorCode.ACCESS_REFUSED, "topic '" + name + "' belongs to the broker");
        }
        Topic topic = topic(namespace, name);
        if (ifUnused && !topic.bindings().isEmpty()) {
            throw new BrokerException(
                    ErrorCode.PRECONDITION_FAILED,
                    "topic '" + name + "' in namespace '" + namespace.name() + "' in use");
        }
        StreamTopic stream = StreamCatalog.of(topic);
        if (stream != null) {
            String what = "topic '" + name + "' in namespace '" + namespace.name() + "'";
            stream.groups().values().forEach(group -> requireNoneHeld(group.cursors(), what));
        }
        declarations.deleteTopic(namespace, topic);
        return null;
    }

    List<TopicSettings> listTopics(SessionState session) {
        return topics(session.namespace());
    }

    List<TopicSettings> topics(String namespace) {
        Namespace found = catalog.namespace(namespace);
        return found == null ? List.of() : topics(found);
    }

    private static List<TopicSettings> topics(Namespace namespace) {
        return namespace.topics().values().stream().map(Topic::settings).toList();
    }

    // --- groups

    GroupInfo declareGroup(SessionState session, GroupSettings asked) {
        Namespace namespace = session.namespace();
        GroupSettings wanted = asked.name().isEmpty() ? named(asked) : asked;
        rights.group(session, Operation.CONFIGURE, wanted.name());
        Group existing = namespace.groups().get(wanted.name());
        if (existing != null) {
            requireAccess(session, existing);
            existing.used(platform.wallMs());
            Redeclared.requireSame(existing.settings(), wanted, namespace);
            return accounting.of(existing);
        }
        wanted.rules().requireConsistent();
        if (wanted.rules().deadLetterTopic() != null) {
            rights.group(session, Operation.READ, wanted.name());
            rights.topic(session, Operation.WRITE, wanted.rules().deadLetterTopic());
        }
        requireName("group", wanted.name());
        requireBelow("groups", namespace.groups().size(), limits.groups, namespace);
        Quotas.requireRoomForGroup(namespace, wanted.name());
        boolean durable = wanted.durable() && !wanted.exclusive();
        declarations.change(new Change.GroupPut(namespace.id(), catalog.newId(), wanted), durable);
        Group group = namespace.groups().get(wanted.name());
        group.used(platform.wallMs());
        if (wanted.exclusive()) {
            group.own(session);
            session.exclusiveGroups().add(group);
        }
        events.emit(new BrokerEvent.GroupDeclared(namespace.name(), wanted));
        return accounting.of(group);
    }

    private GroupSettings named(GroupSettings asked) {
        byte[] bits = ByteBuffer.allocate(16)
                .putLong(platform.random())
                .putLong(platform.random())
                .array();
        String name = "amq.gen-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        return new GroupSettings(
                name, asked.durable(), asked.exclusive(), asked.autoDelete(), asked.arguments(), asked.rules());
    }

    /** An exclusive group is there for its own session only. */
    static void requireAccess(SessionState session, Group group) {
        if (group.owner() != null && group.owner() != session) {
            throw new BrokerException(
                    ErrorCode.LOCKED,
                    "group '" + group.name() + "' in namespace '"
                            + group.namespace().name() + "' is exclusive to another connection");
        }
    }

    Group accessible(SessionState session, String name) {
        Group group = Routing.requireGroup(session.namespace(), name);
        requireAccess(session, group);
        return group;
    }

    /** Of a stream nothing is taken away. */
    static void requireTakes(Group group, String what) {
        if (group.isPartition()) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "group '" + group.name() + "' in namespace '"
                            + group.namespace().name() + "' keeps a stream, which cannot be " + what);
        }
    }

    GroupInfo describeGroup(SessionState session, String name) {
        return accounting.of(accessible(session, name));
    }

    GroupInfo useGroup(SessionState session, String name) {
        Group group = accessible(session, name);
        group.used(platform.wallMs());
        return accounting.of(group);
    }

    Long deleteGroup(SessionState session, String name, boolean ifUnused, boolean ifEmpty) {
        rights.group(session, Operation.CONFIGURE, name);
        Group group = accessible(session, name);
        String what =
                "group '" + name + "' in namespace '" + session.namespace().name() + "'";
        if (ifUnused && group.consumerCount() > 0) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, what + " in use");
        }
        requireNoneHeld(List.of(group), what);
        if (ifEmpty && group.backlog().ready() > 0) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, what + " not empty");
        }
        return declarations.deleteGroup(group);
    }

    void requireNoneHeld(List<Group> groups, String what) {
        if (groups.stream().anyMatch(prepared::holds)) {
            throw new BrokerException(
                    ErrorCode.PRECONDITION_FAILED,
                    what + " has messages in a prepared transaction: commit or roll that back first");
        }
    }

    Long purgeGroup(SessionState session, String name) {
        rights.group(session, Operation.READ, name);
        Group group = accessible(session, name);
        requireTakes(group, "purged");
        return declarations.purge(group, journal);
    }

    /** While it is paused a group takes messages and hands none out. */
    Void pauseGroup(SessionState session, String name, boolean paused) {
        rights.group(session, Operation.CONFIGURE, name);
        Group group = accessible(session, name);
        if (group.isPaused() != paused) {
            declarations.change(new Change.GroupPaused(session.namespace().id(), name, paused), group.isDurable());
            declarations.lookAt(group);
        }
        return null;
    }

    List<GroupInfo> listGroups(SessionState session) {
        return session.namespace().groups().values().stream()
                .map(accounting::of)
                .toList();
    }

    NamespaceInfo describeNamespace(SessionState session) {
        return accounting.of(session.namespace());
    }

    /** All namespaces, and each of so many groups; nobody's rights are asked. */
    BrokerAccounts accounts(int groups) {
        return accounting.all(groups);
    }

    // --- bindings

    Void bind(SessionState session, Binding binding) {
        Namespace namespace = session.namespace();
        checkBinding(session, binding);
        filters.compile(binding.filter());
        int count = namespace.bindingCount();
        requireBelow("bindings", count, limits.bindings, namespace);
        declarations.bind(namespace, binding);
        return null;
    }

    Void unbind(SessionState session, Binding binding) {
        checkRights(session, binding);
        Topic topic = topic(session.namespace(), binding.topic());
        if (topic.hasBinding(binding)) {
            checkBinding(session, binding);
        }
        declarations.unbind(session.namespace(), binding);
        return null;
    }

    private void checkBinding(SessionState session, Binding binding) {
        Namespace namespace = session.namespace();
        checkRights(session, binding);
        topic(namespace, binding.topic());
        if (binding.target() instanceof Binding.Target.Group target) {
            accessible(session, target.name());
        } else {
            topic(namespace, binding.target().name());
        }
    }

    /** Who binds writes to the target and reads from the topic. */
    private void checkRights(SessionState session, Binding binding) {
        if (binding.target() instanceof Binding.Target.Group target) {
            rights.group(session, Operation.WRITE, target.name());
        } else {
            rights.topic(session, Operation.WRITE, binding.target().name());
        }
        rights.topic(session, Operation.READ, binding.topic());
        if (binding.topic().isEmpty()) {
            throw new BrokerException(
                    ErrorCode.ACCESS_REFUSED,
                    "the default topic routes by the group's name: nothing can be bound to it");
        }
    }

    List<Binding> listBindings(SessionState session, Optional<String> topic, Optional<Binding.Target> target) {
        Namespace namespace = session.namespace();
        List<Binding> bindings = new ArrayList<>();
        if (target.isPresent()) {
            bindings.addAll(namespace.inbound(target.get()));
            topic.ifPresent(
                    name -> bindings.removeIf(binding -> !binding.topic().equals(name)));
        } else if (topic.isPresent()) {
            bindings.addAll(topic(namespace, topic.get()).bindings());
        } else {
            namespace.topics().values().forEach(one -> bindings.addAll(one.bindings()));
        }
        return bindings;
    }

    // --- namespaces

    Void putNamespace(SessionState session, NamespaceSettings settings) {
        rights.administer(session);
        Namespace existing = catalog.namespace(settings.name());
        requireName("namespace", settings.name());
        int id = existing == null ? catalog.newId() : existing.id();
        createNamespace(id, settings, existing == null);
        return null;
    }

    void createNamespace(int id, NamespaceSettings settings, boolean fresh) {
        declarations.change(new Change.NamespacePut(id, settings), true);
        if (fresh) {
            for (TopicSettings topic : StandardTopics.ALL) {
                declarations.change(new Change.TopicPut(id, catalog.newId(), 0, topic), true);
            }
        }
    }

    Void limitNamespace(SessionState session, NamespaceLimits.Kind kind, int limit) {
        rights.administer(session);
        NamespaceSettings now = session.namespace().settings();
        NamespaceSettings next =
                new NamespaceSettings(now.name(), now.flush(), now.limits().with(kind, limit));
        declarations.change(new Change.NamespacePut(session.namespace().id(), next), true);
        return null;
    }

    Void deleteNamespace(SessionState session, String name, NamespaceEnder closeSessions) {
        rights.administer(session);
        Namespace namespace = catalog.namespace(name);
        if (namespace == null) {
            throw new BrokerException(ErrorCode.NOT_FOUND, "no namespace '" + name + "'");
        }
        closeSessions.closeSessions(namespace);
        declarations.deleteNamespace(namespace);
        prepared.forget(namespace.id());
        return null;
    }

    List<NamespaceSettings> listNamespaces() {
        return catalog.namespaces().stream().map(Namespace::settings).toList();
    }

    PolicyAdministration policies() {
        return policies;
    }

    static void requireName(String kind, String name) {
        if (name.isEmpty() || name.length() > NAME_LIMIT) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "the name of a " + kind + " has 1 to " + NAME_LIMIT + " characters, not " + name.length());
        }
    }

    private static void requireBelow(String what, int count, int limit, Namespace namespace) {
        if (count >= limit) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "namespace '" + namespace.name() + "' has " + count + " " + what
                            + ", as many as the limit allows (setting limits." + what + ")");
        }
    }
}
