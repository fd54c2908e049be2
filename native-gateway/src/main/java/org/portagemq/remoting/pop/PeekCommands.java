// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Filter;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;

/** What is there for a group that pops, without taking it: the messages, whether there are any, and who waits for some. */
public final class PeekCommands implements Dispatcher.CommandSet {

    private static final int MOST_MESSAGES = 32;

    private final Node node;
    private final PopGroups groups;
    private final ReadRights rights;

    public PeekCommands(Node node, PopGroups groups) {
        this.node = node;
        this.groups = groups;
        this.rights = new ReadRights(node);
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.PEEK_MESSAGE, request -> find(request, topic -> peek(request, topic)));
        dispatcher.on(RequestCode.NOTIFICATION, request -> find(request, topic -> notify(request, topic)));
        dispatcher.on(RequestCode.POLLING_INFO, request -> find(request, topic -> waiting(request, topic)));
    }

    private void find(Request request, Consumer<TopicConfig> then) {
        String name = request.text("topic");
        node.topics().find(request, name, topic -> then.accept(requireReadable(topic)), () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist");
        });
    }

    private static TopicConfig requireReadable(TopicConfig topic) {
        if (!topic.isReadable()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION, "the broker does not let anybody read topic '" + topic.name() + "'");
        }
        if (!topic.isStream()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "'" + topic.name() + "' is a queue of another protocol: it is popped, and not looked into");
        }
        return topic;
    }

    private static String group(Request request) {
        return TopicName.decode(request.text("consumerGroup"));
    }

    /** The one that is asked about, or all of them, as they are popped. */
    private static List<Integer> queues(Request request, TopicConfig topic) {
        int queue = request.whole("queueId");
        if (queue >= topic.readQueues()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "topic '" + topic.name() + "' has queues 0 to " + (topic.readQueues() - 1) + ", not " + queue);
        }
        if (queue >= 0) {
            return List.of(queue);
        }
        int last = topic.readQueues() - 1;
        return IntStream.rangeClosed(0, last)
                .map(number -> topic.isByPriority() ? last - number : number)
                .boxed()
                .toList();
    }

    // Messages.

    private record Found(int queue, int source, BrowsePage.Entry entry) {}

    private void peek(Request request, TopicConfig topic) {
        int max = request.whole("maxMsgNums");
        if (max < 1 || max > MOST_MESSAGES) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "maxMsgNums is 1 to " + MOST_MESSAGES + ", not " + max);
        }
        List<Found> found = new ArrayList<>();
        Steps.each(
                queues(request, topic),
                (queue, next) -> {
                    if (found.size() == max) {
                        next.run();
                        return;
                    }
                    request.session()
                            .peek(
                                    group(request),
                                    topic.coreName(),
                                    queue,
                                    0,
                                    max - found.size(),
                                    Filter.ALL,
                                    request.then(page -> {
                                        page.entries().forEach(one -> found.add(new Found(queue, page.source(), one)));
                                        next.run();
                                    }));
                },
                () -> answer(request, topic, found));
    }

    private void answer(Request request, TopicConfig topic, List<Found> found) {
        var fields = Request.fields("popTime", node.now(), "invisibleTime", 0, "reviveQid", 0, "restNum", 0);
        if (found.isEmpty()) {
            request.answer(ResponseCode.PULL_NOT_FOUND, "nothing is ready for the group", fields);
            return;
        }
        NetAddress host = node.host(request.link());
        request.answer(
                ResponseCode.SUCCESS,
                "FOUND",
                fields,
                out -> found.forEach(one -> {
                    long offset = one.entry.offset();
                    Outgoing.Place place =
                            new Outgoing.Place(topic.name(), one.queue, offset, Handle.of(one.source, offset));
                    Outgoing.of(one.entry.message(), place, host).writeTo(out);
                }));
    }

    // Whether there are any.

    private void notify(Request request, TopicConfig topic) {
        Subscription wanted = Subscription.of(topic.name(), request.text("exp", "*"), request.text("expType", null), 0);
        Notification notification = new Notification(node, request, topic, queues(request, topic), wanted, groups);
        rights.require(request, topic, group(request), notification::begin);
    }

    // Who waits.

    private void waiting(Request request, TopicConfig topic) {
        // Whoever asks has to be allowed to read for the group.
        request.session()
                .committedOffset(group(request), topic.coreName(), 0, request.then(offset -> count(request, topic)));
    }

    private void count(Request request, TopicConfig topic) {
        int queue = request.whole("queueId");
        List<PopGroup> all = groups.of(topic.coreName(), group(request));
        AtomicInteger count = new AtomicInteger();
        Steps.each(
                all,
                (one, next) -> one.run(() -> {
                    count.addAndGet(one.waiting(queue));
                    next.run();
                }),
                () -> request.link().execute(() -> request.answerFields("pollingNum", count.get())));
    }
}
