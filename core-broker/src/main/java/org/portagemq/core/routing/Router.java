// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.filter.Subject;

/**
 * Follows a message from a topic to all groups that want it, through topics bound to topics and alternates, never
 * twice through the same topic. Belongs to the core.
 */
public final class Router {

    private int round;
    private Subject subject;

    /**
     * Visits every target of the message that is not a topic; one may be visited more than once.
     *
     * @param alternates finds the topic that gets what nobody wants of a topic, or null
     * @param streams told about each stream topic that the message passes: it keeps the message itself
     * @return whether the same routing key always leads to the same targets, until a binding changes
     */
    public boolean route(
            Topic topic,
            Message message,
            Function<Topic, Topic> alternates,
            BiConsumer<Topic, Message> streams,
            Consumer<RouteTarget> visitor) {
        round++;
        Walk walk = new Walk(message, alternates, streams, visitor);
        walk.visit(topic);
        subject = walk.lookup.subject();
        return walk.byKeyOnly;
    }

    /** The last message as the bindings have seen it. */
    public Subject lastSubject() {
        return subject;
    }

    private final class Walk {
        private final Message message;
        private final Lookup lookup;
        private final Function<Topic, Topic> alternates;
        private final BiConsumer<Topic, Message> streams;
        private final Consumer<RouteTarget> visitor;
        private boolean reached;
        private boolean byKeyOnly;

        private Walk(
                Message message,
                Function<Topic, Topic> alternates,
                BiConsumer<Topic, Message> streams,
                Consumer<RouteTarget> visitor) {
            this.message = message;
            this.lookup = new Lookup(message);
            this.alternates = alternates;
            this.streams = streams;
            this.visitor = visitor;
            this.byKeyOnly = message.routingKeys().size() == 1;
        }

        /** Visits a topic; what it reached decides about its own alternate only. */
        private void visit(Topic topic) {
            if (!topic.enter(round)) {
                return;
            }
            byKeyOnly &= topic.settings().kind() != TopicKind.HEADERS
                    && topic.settings().hashedProperty().isEmpty()
                    && topic.settings().partitions() == 0;
            boolean before = reached;
            reached = false;
            if (topic.settings().partitions() > 0) {
                reached = true;
                streams.accept(topic, message);
            }
            topic.match(lookup, this::visitTarget);
            if (!reached) {
                Topic next = alternates.apply(topic);
                if (next != null) {
                    visit(next);
                }
            }
            reached |= before;
        }

        private void visitTarget(RouteTarget target) {
            if (target instanceof SharedFilter.Guarded guarded) {
                byKeyOnly = false;
                if (guarded.filter().passes(lookup.subject(), round)) {
                    visitTarget(guarded.target());
                }
                return;
            }
            if (target instanceof Topic topic) {
                visit(topic);
            } else {
                reached = true;
                visitor.accept(target);
            }
        }
    }
}
