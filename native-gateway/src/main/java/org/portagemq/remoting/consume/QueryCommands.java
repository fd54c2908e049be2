// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.codec.WireMessage;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;

/** Messages are looked up: by the broker's id of them, or by a key. */
public final class QueryCommands implements Dispatcher.CommandSet {

    private static final int MOST = 64;
    /** Messages that are looked at beside one that was stored at the time in question. */
    private static final int NEIGHBOURS = 64;

    private final Node node;

    public QueryCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.VIEW_MESSAGE_BY_ID, this::view);
        dispatcher.on(RequestCode.QUERY_MESSAGE, this::query);
        dispatcher.on(RequestCode.QUERY_CONSUME_QUEUE, this::list);
    }

    private void view(Request request) {
        long handle = request.number("offset");
        if (Handle.isWaiting(handle)) {
            throw notFound(handle);
        }
        request.session()
                .messageAt(
                        Handle.partitionId(handle),
                        Handle.offset(handle),
                        request.then(found -> answer(request, handle, found)));
    }

    private static Refusal notFound(long handle) {
        return new Refusal(ResponseCode.SYSTEM_ERROR, "can not find message by the offset, " + handle);
    }

    private void answer(Request request, long handle, Optional<PlacedMessage> found) {
        PlacedMessage placed = found.orElseThrow(() -> notFound(handle));
        Outgoing.Place place = new Outgoing.Place(
                TopicName.encode(placed.topic()),
                placed.place().partition(),
                placed.place().offset(),
                handle);
        WireMessage message = Outgoing.of(placed.message(), place, node.host(request.link()));
        request.answer(ResponseCode.SUCCESS, null, Map.of(), message::writeTo);
    }

    private void query(Request request) {
        String name = request.text("topic");
        node.topics().find(request, name, topic -> query(request, topic), () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist");
        });
    }

    private void query(Request request, TopicConfig topic) {
        long begin = request.number("beginTimestamp", 0);
        long end = request.number("endTimestamp", Long.MAX_VALUE);
        int max = (int) Math.max(1, Math.min(MOST, request.number("maxNum")));
        request.session().find(topic.coreName(), request.text("key"), max, request.then(found -> {
            List<StoredMessage> wanted = found.stream()
                    .filter(one -> one.storedAt() >= begin && one.storedAt() <= end)
                    .toList();
            new Search(request, topic, wanted).next();
        }));
    }

    /** A part of a queue: what each message is, without its body. */
    private void list(Request request) {
        String name = request.text("topic");
        node.topics().find(request, name, topic -> list(request, topic), () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist");
        });
    }

    private void list(Request request, TopicConfig topic) {
        int queue = request.whole("queueId");
        if (queue < 0 || queue >= topic.partitions()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "topic '" + topic.name() + "' has queues 0 to " + (topic.partitions() - 1) + ", not " + queue);
        }
        int count = (int) Math.max(1, Math.min(MOST, request.number("count")));
        request.session().streamBounds(topic.coreName(), queue, request.then(bounds -> {
            long index = request.number("index");
            // Below zero: the newest ones.
            long from = Math.max(bounds.first(), index < 0 ? bounds.end() - count : index);
            request.session().read(topic.coreName(), queue, from, count, request.then(page -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("maxQueueIndex", bounds.end());
                body.put("minQueueIndex", bounds.first());
                body.put(
                        "queueData",
                        page.entries().stream()
                                .map(entry -> entry(topic, queue, page.source(), entry))
                                .toList());
                request.answerJson(body);
            }));
        }));
    }

    private static Map<String, Object> entry(TopicConfig topic, int queue, int source, BrowsePage.Entry entry) {
        long handle = Handle.of(source, entry.offset());
        String tag = Outgoing.tag(entry.message());
        ByteBuf whole = Unpooled.buffer();
        Outgoing.of(entry.message(), new Outgoing.Place(topic.name(), queue, entry.offset(), handle), NetAddress.NONE)
                .writeTo(whole);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("eval", true);
        json.put("physicOffset", handle);
        json.put("physicSize", whole.readableBytes());
        json.put("tagsCode", tag == null ? 0 : tag.hashCode());
        return json;
    }

    /** Finds out where the messages are, one after the other. */
    private final class Search {

        private final Request request;
        private final TopicConfig topic;
        private final List<StoredMessage> wanted;
        private final List<WireMessage> found = new ArrayList<>();
        private int index;
        private int partition;

        Search(Request request, TopicConfig topic, List<StoredMessage> wanted) {
            this.request = request;
            this.topic = topic;
            this.wanted = wanted;
        }

        void next() {
            if (index == wanted.size()) {
                answer();
                return;
            }
            if (partition >= topic.partitions()) {
                // It waits for its time, or has gone from its queue a moment ago.
                add(new Outgoing.Place(
                        topic.name(),
                        0,
                        0,
                        Handle.waiting(wanted.get(index).id().low())));
                return;
            }
            long time = wanted.get(index).storedAt();
            request.session().offsetAt(topic.coreName(), partition, time, request.then(this::look));
        }

        private void look(long offset) {
            request.session().read(topic.coreName(), partition, offset, NEIGHBOURS, request.then(this::compare));
        }

        private void compare(BrowsePage page) {
            StoredMessage message = wanted.get(index);
            for (BrowsePage.Entry entry : page.entries()) {
                if (entry.message().id().equals(message.id())) {
                    add(new Outgoing.Place(
                            topic.name(), partition, entry.offset(), Handle.of(page.source(), entry.offset())));
                    return;
                }
            }
            partition++;
            next();
        }

        private void add(Outgoing.Place place) {
            found.add(Outgoing.of(wanted.get(index), place, node.host(request.link())));
            index++;
            partition = 0;
            next();
        }

        private void answer() {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("indexLastUpdateTimestamp", String.valueOf(node.now()));
            fields.put("indexLastUpdatePhyoffset", "0");
            if (found.isEmpty()) {
                request.answer(ResponseCode.QUERY_NOT_FOUND, "no message has the key", fields);
                return;
            }
            request.answer(ResponseCode.SUCCESS, null, fields, out -> found.forEach(message -> message.writeTo(out)));
        }
    }
}
