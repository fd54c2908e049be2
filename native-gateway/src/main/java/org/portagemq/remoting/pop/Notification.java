// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Filter;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;

/**
 * A question whether a group has something to pop, which waits until it has. It is asked again when a message comes to one of the
 * queues, when one comes again to the group or was left over, and, in order, when a queue is free again. Belongs to the
 * connection's thread.
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
    private final Subscription wanted;
    private final Filter filter;
    private final PopGroups groups;
    private final String group;
    private final PopWay way;
    private final long until;
    /** Up to where each queue was looked at in vain. */
    private final Map<Integer, Long> places = new HashMap<>();
    /** Queues whose end somebody waits at already. */
    private final Set<Integer> watched = new HashSet<>();
    /** Groups that tell already when something may be popped again. */
    private final Set<PopGroup> heard = new HashSet<>();

    private long looked;

    private boolean looking;
    private boolean again;

    Notification(
            Node node,
            Request request,
            TopicConfig topic,
            List<Integer> queues,
            Subscription wanted,
            PopGroups groups) {
        this.node = node;
        this.request = request;
        this.topic = topic;
        this.queues = queues;
        this.wanted = wanted;
        this.filter = PopGroups.filter(wanted);
        this.groups = groups;
        this.group = TopicName.decode(request.text("consumerGroup"));
        this.way = way(request, topic);
        this.until = node.now() + Math.min(LONGEST_MS, Math.max(0, request.number("pollTime")));
    }

    private static PopWay way(Request request, TopicConfig topic) {
        if (request.flag("order", false)) {
            return PopWay.IN_ORDER;
        }
        return topic.isByPriority() ? PopWay.HIGHEST_FIRST : PopWay.ANY;
    }

    void begin() {
        if (node.now() < until) {
            request.link().loop().after(until - node.now(), () -> request.link().execute(this::lookAtAll));
        }
        look();
    }

    /** Something may be ready that was looked at before. */
    private void lookAtAll() {
        places.clear();
        look();
    }

    private void look() {
        if (request.isAnswered()) {
            return;
        }
        again = looking;
        if (!looking) {
            looking = true;
            listen(() -> Steps.each(queues, this::look, this::nothing));
        }
    }

    /** What groups have kept for later is there when they tell. */
    private void listen(Runnable then) {
        List<PopGroup> more =
                groups.of(topic.coreName(), group).stream().filter(heard::add).toList();
        Steps.each(
                more,
                (popper, next) -> popper.run(() -> {
                    popper.whenSomethingComesAgain(until, () -> request.link().execute(() -> {
                        heard.remove(popper);
                        lookAtAll();
                    }));
                    request.link().execute(next);
                }),
                then);
    }

    private void look(int queue, Runnable next) {
        PopGroup popper = groups.opened(topic, group, wanted, way);
        if (popper == null) {
            peek(queue, next);
            return;
        }
        String attempt = request.text("attemptId", null);
        popper.run(() -> {
            Chance chance = popper.chance(queue, attempt);
            request.link().execute(() -> request.attempt(() -> look(queue, chance, next)));
        });
    }

    private void look(int queue, Chance chance, Runnable next) {
        switch (chance) {
            case SURE -> answer(true);
            case OPEN -> peek(queue, next);
            case NONE -> next.run();
        }
    }

    private void peek(int queue, Runnable next) {
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
                        whileOpen(request.then(then, () -> request.session()
                                .read(topic.coreName(), queue, from, PAGE, 0, filter, whileOpen(request.then(then))))));
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
            peek(queue, next);
        } else {
            watch(queue, page.nextOffset());
            next.run();
        }
    }

    /** Is asked again when something comes to the queue. */
    private void watch(int queue, long end) {
        long wait = until - node.now();
        if (wait > 0 && watched.add(queue)) {
            request.session().read(topic.coreName(), queue, end, 1, wait, whileOpen(request.then(page -> {
                watched.remove(queue);
                look();
            })));
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

    /** Several queues are waited at, and each may be refused: the first answers for all. */
    private <T> Answer<T> whileOpen(Answer<T> then) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                if (!request.isAnswered()) {
                    then.done(value);
                }
            }

            @Override
            public void failed(BrokerException reason) {
                if (!request.isAnswered()) {
                    then.failed(reason);
                }
            }
        };
    }

    private void answer(boolean found) {
        if (!request.isAnswered()) {
            request.answerFields("hasMsg", found, "pollingFull", false);
        }
    }
}
