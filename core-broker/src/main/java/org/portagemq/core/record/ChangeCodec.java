// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.PolicySettings.AppliesTo;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Changes as bytes: a kind byte, then the fields in order. Declarations are rare, so plain streams will do. */
public final class ChangeCodec {

    private static final int NAMESPACE_PUT = 1;
    private static final int NAMESPACE_REMOVED = 2;
    private static final int TOPIC_PUT = 3;
    private static final int TOPIC_REMOVED = 4;
    private static final int GROUP_PUT = 5;
    private static final int GROUP_REMOVED = 6;
    private static final int BINDING_PUT = 7;
    private static final int BINDING_REMOVED = 8;
    private static final int POLICY_PUT = 9;
    private static final int POLICY_REMOVED = 10;
    private static final int GROUP_PAUSED = 60;

    private ChangeCodec() {}

    public static byte[] encode(Change change) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(change, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    public static Change decode(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return read(in);
        } catch (IOException damaged) {
            throw new UncheckedIOException("a declaration in the log cannot be read", damaged);
        }
    }

    private static void write(Change change, DataOutputStream out) throws IOException {
        if (StreamCodec.write(change, out)) {
            return;
        }
        if (change instanceof Change.NamespacePut put) {
            out.writeByte(NAMESPACE_PUT);
            out.writeInt(put.id());
            Values.writeText(out, put.settings().name());
            Values.writeText(out, put.settings().flush().name());
            writeLimits(put.settings().limits(), out);
        } else if (change instanceof Change.NamespaceRemoved removed) {
            out.writeByte(NAMESPACE_REMOVED);
            out.writeInt(removed.id());
        } else if (change instanceof Change.TopicPut put) {
            writeTopic(put, out);
        } else if (change instanceof Change.TopicRemoved removed) {
            writeName(TOPIC_REMOVED, removed.namespace(), removed.name(), out);
        } else if (change instanceof Change.GroupPut put) {
            writeGroup(put, out);
        } else if (change instanceof Change.GroupPaused paused) {
            writeName(GROUP_PAUSED, paused.namespace(), paused.name(), out);
            out.writeBoolean(paused.paused());
        } else if (change instanceof Change.GroupRemoved removed) {
            writeName(GROUP_REMOVED, removed.namespace(), removed.name(), out);
        } else if (change instanceof Change.BindingPut put) {
            writeBinding(BINDING_PUT, put.namespace(), put.binding(), out);
        } else if (change instanceof Change.BindingRemoved removed) {
            writeBinding(BINDING_REMOVED, removed.namespace(), removed.binding(), out);
        } else if (change instanceof Change.PolicyPut put) {
            writePolicy(put, out);
        } else if (change instanceof Change.PolicyRemoved removed) {
            writeName(POLICY_REMOVED, removed.namespace(), removed.name(), out);
            out.writeBoolean(removed.cap());
        }
    }

    /** Nothing when there are none, as it was before there could be any. */
    private static void writeLimits(NamespaceLimits limits, DataOutputStream out) throws IOException {
        if (!limits.equals(NamespaceLimits.NONE)) {
            out.writeInt(limits.sessions());
            out.writeInt(limits.groups());
        }
    }

    private static NamespaceLimits readLimits(DataInputStream in) throws IOException {
        return in.available() > 0 ? new NamespaceLimits(in.readInt(), in.readInt()) : NamespaceLimits.NONE;
    }

    private static void writeName(int kind, int namespace, String name, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeInt(namespace);
        Values.writeText(out, name);
    }

    private static void writeTopic(Change.TopicPut put, DataOutputStream out) throws IOException {
        TopicSettings settings = put.settings();
        out.writeByte(TOPIC_PUT);
        out.writeInt(put.namespace());
        out.writeInt(put.id());
        out.writeInt(put.firstPartition());
        Values.writeText(out, settings.name());
        Values.writeText(out, settings.kind().name());
        out.writeBoolean(settings.durable());
        out.writeBoolean(settings.autoDelete());
        out.writeBoolean(settings.internal());
        Values.writeText(out, settings.alternate());
        out.writeInt(settings.partitions());
        out.writeLong(settings.retention().maxAgeMs());
        out.writeLong(settings.retention().maxBytes());
        Values.writeMap(out, settings.arguments());
    }

    private static void writeGroup(Change.GroupPut put, DataOutputStream out) throws IOException {
        GroupSettings settings = put.settings();
        out.writeByte(GROUP_PUT);
        out.writeInt(put.namespace());
        out.writeInt(put.id());
        Values.writeText(out, settings.name());
        out.writeBoolean(settings.durable());
        out.writeBoolean(settings.exclusive());
        out.writeBoolean(settings.autoDelete());
        Values.writeMap(out, settings.arguments());
        RulesCodec.write(settings.rules(), out);
    }

    private static void writeBinding(int kind, int namespace, Binding binding, DataOutputStream out)
            throws IOException {
        out.writeByte(kind);
        out.writeInt(namespace);
        Values.writeText(out, binding.topic());
        out.writeBoolean(binding.target() instanceof Binding.Target.Group);
        Values.writeText(out, binding.target().name());
        Values.writeText(out, binding.key());
        Values.writeMap(out, binding.arguments());
        if (!binding.filter().equals(Filter.ALL)) {
            Values.writeText(out, binding.filter().language().name());
            Values.writeText(out, binding.filter().text());
            Values.writeText(out, binding.filter().vocabulary());
        }
    }

    private static void writePolicy(Change.PolicyPut put, DataOutputStream out) throws IOException {
        PolicySettings policy = put.policy();
        out.writeByte(POLICY_PUT);
        out.writeInt(put.namespace());
        Values.writeText(out, policy.name());
        Values.writeText(out, policy.pattern());
        Values.writeText(out, policy.appliesTo().name());
        out.writeInt(policy.priority());
        Values.writeMap(out, policy.definition());
        out.writeBoolean(policy.cap());
    }

    private static Change read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        int first = in.readInt();
        return switch (kind) {
            case NAMESPACE_PUT ->
                new Change.NamespacePut(
                        first,
                        new NamespaceSettings(
                                Values.readText(in), FlushPolicy.valueOf(Values.readText(in)), readLimits(in)));
            case NAMESPACE_REMOVED -> new Change.NamespaceRemoved(first);
            case TOPIC_PUT -> readTopic(first, in);
            case TOPIC_REMOVED -> new Change.TopicRemoved(first, Values.readText(in));
            case GROUP_PUT -> readGroup(first, in);
            case StreamCodec.PARTITIONS_ADDED ->
                new Change.PartitionsAdded(first, Values.readText(in), in.readInt(), in.readInt());
            case StreamCodec.GROUP_PUT -> StreamCodec.readGroup(first, in);
            case StreamCodec.GROUP_REMOVED ->
                new Change.StreamGroupRemoved(first, Values.readText(in), Values.readText(in));
            case StreamCodec.ARGUMENTS -> new Change.TopicArguments(first, Values.readText(in), Values.readMap(in));
            case GROUP_PAUSED -> new Change.GroupPaused(first, Values.readText(in), in.readBoolean());
            case GROUP_REMOVED -> new Change.GroupRemoved(first, Values.readText(in));
            case BINDING_PUT -> new Change.BindingPut(first, readBinding(in));
            case BINDING_REMOVED -> new Change.BindingRemoved(first, readBinding(in));
            case POLICY_PUT -> readPolicy(first, in);
            case POLICY_REMOVED -> new Change.PolicyRemoved(first, Values.readText(in), in.readBoolean());
            default -> throw new IOException("unknown kind of change " + kind);
        };
    }

    private static Change readTopic(int namespace, DataInputStream in) throws IOException {
        int id = in.readInt();
        int firstPartition = in.readInt();
        String name = Values.readText(in);
        TopicKind kind = TopicKind.valueOf(Values.readText(in));
        boolean durable = in.readBoolean();
        boolean autoDelete = in.readBoolean();
        boolean internal = in.readBoolean();
        String alternate = Values.readText(in);
        int partitions = in.readInt();
        Retention retention = new Retention(in.readLong(), in.readLong());
        TopicSettings settings = new TopicSettings(
                name, kind, durable, autoDelete, internal, alternate, partitions, retention, Values.readMap(in));
        return new Change.TopicPut(namespace, id, firstPartition, settings);
    }

    private static Change readGroup(int namespace, DataInputStream in) throws IOException {
        int id = in.readInt();
        String name = Values.readText(in);
        boolean durable = in.readBoolean();
        boolean exclusive = in.readBoolean();
        boolean autoDelete = in.readBoolean();
        return new Change.GroupPut(
                namespace,
                id,
                new GroupSettings(name, durable, exclusive, autoDelete, Values.readMap(in), RulesCodec.read(in)));
    }

    private static Binding readBinding(DataInputStream in) throws IOException {
        String topic = Values.readText(in);
        boolean toGroup = in.readBoolean();
        String target = Values.readText(in);
        String key = Values.readText(in);
        return new Binding(
                topic,
                toGroup ? new Binding.Target.Group(target) : new Binding.Target.Topic(target),
                key,
                Values.readMap(in),
                in.available() > 0 ? readFilter(in) : Filter.ALL);
    }

    private static Filter readFilter(DataInputStream in) throws IOException {
        return new Filter(Filter.Language.valueOf(Values.readText(in)), Values.readText(in), Values.readText(in));
    }

    private static Change readPolicy(int namespace, DataInputStream in) throws IOException {
        String name = Values.readText(in);
        String pattern = Values.readText(in);
        AppliesTo appliesTo = AppliesTo.valueOf(Values.readText(in));
        int priority = in.readInt();
        return new Change.PolicyPut(
                namespace,
                new PolicySettings(name, pattern, appliesTo, priority, Values.readMap(in), in.readBoolean()));
    }
}
