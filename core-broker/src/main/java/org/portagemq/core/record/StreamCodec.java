// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.StreamGroupSettings;

/** Changes of streams as bytes; see {@link ChangeCodec}. */
final class StreamCodec {

    static final int PARTITIONS_ADDED = 61;
    static final int GROUP_PUT = 62;
    static final int GROUP_REMOVED = 63;
    static final int ARGUMENTS = 80;

    private StreamCodec() {}

    /** Answers whether it is a change of a stream. */
    static boolean write(Change change, DataOutputStream out) throws IOException {
        if (change instanceof Change.PartitionsAdded added) {
            out.writeByte(PARTITIONS_ADDED);
            out.writeInt(added.namespace());
            Values.writeText(out, added.topic());
            out.writeInt(added.firstPartition());
            out.writeInt(added.count());
        } else if (change instanceof Change.StreamGroupPut put) {
            out.writeByte(GROUP_PUT);
            out.writeInt(put.namespace());
            Values.writeText(out, put.settings().topic());
            Values.writeText(out, put.settings().name());
            Values.writeText(out, put.ownership().name());
            out.writeInt(put.cursors().size());
            for (int cursor : put.cursors()) {
                out.writeInt(cursor);
            }
            RulesCodec.write(put.settings().rules(), out);
        } else if (change instanceof Change.StreamGroupRemoved removed) {
            out.writeByte(GROUP_REMOVED);
            out.writeInt(removed.namespace());
            Values.writeText(out, removed.topic());
            Values.writeText(out, removed.name());
        } else if (change instanceof Change.TopicArguments changed) {
            out.writeByte(ARGUMENTS);
            out.writeInt(changed.namespace());
            Values.writeText(out, changed.topic());
            Values.writeMap(out, changed.arguments());
        } else {
            return false;
        }
        return true;
    }

    static Change.StreamGroupPut readGroup(int namespace, DataInputStream in) throws IOException {
        String topic = Values.readText(in);
        String name = Values.readText(in);
        Change.Ownership ownership = Change.Ownership.valueOf(Values.readText(in));
        List<Integer> cursors = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            cursors.add(in.readInt());
        }
        return new Change.StreamGroupPut(
                namespace, ownership, List.copyOf(cursors), new StreamGroupSettings(topic, name, RulesCodec.read(in)));
    }
}
