// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Filter;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/**
 * A question whether a group has something to pop, which waits until it has. It is asked again when a message comes to one of the
 * queues, and when one comes again to the group. Belongs to the connection's thread.
 */
final class Notification {

    private static final long LONGEST_MS = 60_000;
    private static final int PAGE = 256;

    /** After so many that the filter does not want the answer is yes: it may be wrong, and popping will tell. */
    private static final long SCAN_LIMIT = 50_000;

    private final Node node;
    private final Request request;
    private final TopicConfig topic;
    private final List<Integer> queues;
    private final Filter filter;
    private final List<PopGroup> poppers;
    private final String group;
    private final long until;
    /** Up to where each queue was looked at in vain. */
    private final Map<Integer, Long> places = new HashMap<>();
    /** Queues whose end somebody waits at already. */
    private final Set<Integer> watched = new HashSet<>();

    private long looked;

    private boolean looking;
    private boolean again;
    private boolean answered;

    Notification(
            Node node,
            Request request,
            TopicConfig topic,
            List<Integer> queues,
            Filter filter,
            List<PopGroup> poppers) {
        this.node = node;
        this.request = request;
        this.topic = topic;
        this.queues = queues;
        this.filter = filter;
        this.poppers = poppers;
        this.group = TopicName.decode(request.text("consumerGroup"));
        this.until = node.now() + Math.min(LONGEST_MS, Math.max(0, request.number("pollTime")));
    }

    void begin() {
        if (node.now() < until) {
            request.link().loop().after(until - node.now(), this::lookAtAll);
        }
        Steps.each(
                poppers,
                (one, next) -> one.run(() -> {
                    one.whenSomethingComesAgain(until, this::lookAtAll);
                    next.run();
                }),
                () -> request.link().execute(this::look));
    }

    /** Something may be ready that was looked at before. May be called from anywhere. */
    private void lookAtAll() {
        request.link().execute(() -> {
            places.clear();
            look();
        });
    }

    private void look() {
        if (answered) {
            return;
        }
        again = looking;
        if (!looking) {
            looking = true;
            Steps.each(queues, this::look, this::nothing);
        }
    }

    private void look(int queue, Runnable next) {
        long from = places.getOrDefault(queue, 0L);
        Consumer<BrowsePage> then = page -> look(queue, page, next);
        request.session()
                .peek(
                        group,
                        topic.coreName(),
                        queue,
                        from,
                        PAGE,
                        filter,
                        // A group that does not exist yet begins at what the queue holds.
                        request.then(then, () -> request.session()
                                .read(topic.coreName(), queue, from, PAGE, 0, filter, request.then(then))));
    }

    private void look(int queue, BrowsePage page, Runnable next) {
        long from = places.getOrDefault(queue, 0L);
        looked += Math.max(0, page.nextOffset() - Math.max(from, page.first()));
        if (!page.entries().isEmpty() || looked > SCAN_LIMIT) {
            answer(true);
            return;
        }
        places.put(queue, page.nextOffset());
        if (page.nextOffset() < page.end()) {
            look(queue, next);
        } else {
            watch(queue, page.nextOffset());
            next.run();
        }
    }

    /** Is asked again when something comes to the queue. */
    private void watch(int queue, long end) {
        long wait = until - node.now();
        if (wait > 0 && watched.add(queue)) {
            request.session().read(topic.coreName(), queue, end, 1, wait, request.then(page -> {
                watched.remove(queue);
                look();
            }));
        }
    }

    private void nothing() {
        looking = false;
        if (again) {
            look();
        } else if (node.now() >= until) {
            answer(false);
        }
    }

    private void answer(boolean found) {
        answered = true;
        request.answerFields("hasMsg", found, "pollingFull", false);
    }
}
