// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.HashSet;
import java.util.Set;
import org.portagemq.core.api.Session;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;

/**
 * Sees to it that messages are taken, and settled, only by those who may read their topic by their group. Who was let in is
 * remembered by the connection, so that an acknowledgement is not asked about again.
 */
final class ReadRights {

    private static final int REMEMBERED = 1_000;

    /** Longer names, which the client chooses freely, are asked about each time. */
    private static final int NAME_LENGTH = 255;

    private final Node node;

    /** What may be read on a connection. Belongs to its link. */
    private static final class Known {
        private final Set<Read> reads = new HashSet<>();
    }

    /** @param group empty for a queue of another protocol, which has no groups */
    private record Read(Session session, String topic, String group) {}

    ReadRights(Node node) {
        this.node = node;
    }

    /** Goes on when the one who asks may take messages; otherwise the request is refused. */
    void require(Request request, TopicConfig topic, String group, Runnable then) {
        if (topic.isStream()) {
            request.session().committedOffset(group, topic.coreName(), 0, request.then(offset -> {
                remember(request, topic, group);
                then.run();
            }));
        } else {
            request.session().browse(topic.coreName(), 0, 0, request.then(page -> {
                remember(request, topic, group);
                then.run();
            }));
        }
    }

    /** The broker has let it in. */
    void remember(Request request, TopicConfig topic, String group) {
        Read read = read(request, topic, group);
        if (read.group.length() > NAME_LENGTH) {
            return;
        }
        Set<Read> reads = known(request);
        if (reads.size() >= REMEMBERED) {
            reads.clear();
        }
        reads.add(read);
    }

    /**
     * Goes on when the one who asks may settle the message.
     *
     * @param missing when there is no such topic any more
     */
    void requireToSettle(Request request, Out message, Runnable then, Runnable missing) {
        node.topics()
                .find(
                        request,
                        TopicName.encode(message.topic()),
                        topic -> {
                            if (known(request).contains(read(request, topic, message.group()))) {
                                then.run();
                            } else {
                                require(request, topic, message.group(), then);
                            }
                        },
                        missing);
    }

    private static Set<Read> known(Request request) {
        return request.link().attachment(Known.class, Known::new).reads;
    }

    private static Read read(Request request, TopicConfig topic, String group) {
        return new Read(request.session(), topic.coreName(), topic.isStream() ? group : "");
    }
}
