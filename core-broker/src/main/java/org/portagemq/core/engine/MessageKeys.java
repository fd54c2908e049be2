package org.portagemq.core.engine;

import java.util.List;
import org.portagemq.core.log.Positions;
import org.portagemq.core.queue.KeyIndex;

/** Files messages of the durable log under their keys. Belongs to the core. */
final class MessageKeys {

    private final KeyIndex index;

    MessageKeys(KeyIndex index) {
        this.index = index;
    }

    void add(Namespace namespace, String topic, List<String> keys, long position) {
        if (keys.isEmpty() || Positions.log(position) != Positions.DURABLE) {
            return;
        }
        long scope = scope(namespace, topic);
        for (String key : keys) {
            index.add(scope, key, position);
        }
    }

    static long scope(Namespace namespace, String topic) {
        return (long) namespace.id() << 32 | (topic.hashCode() & 0xffffffffL);
    }

    KeyIndex index() {
        return index;
    }
}
