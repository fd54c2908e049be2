// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.pop.Moves;

/** How far groups are, and what queues hold. */
public final class OffsetCommands implements Dispatcher.CommandSet {

    /**
     * A new group begins at the first message of a queue that has lost none and has no more than so many: they may have come
     * while its consumers were about to start, and a consumer that wants to begin at the end would miss them.
     */
    private static final long FRESH = 100_000;

    private final Moves moves;

    public OffsetCommands(Moves moves) {
        this.moves = moves;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.QUERY_CONSUMER_OFFSET, this::query);
        dispatcher.on(RequestCode.UPDATE_CONSUMER_OFFSET, this::update);
        dispatcher.on(RequestCode.GET_MAX_OFFSET, request -> bounds(request, bounds -> answer(request, bounds.end())));
        dispatcher.on(
                RequestCode.GET_MIN_OFFSET, request -> bounds(request, bounds -> answer(request, bounds.first())));
        dispatcher.on(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, this::search);
        dispatcher.on(RequestCode.GET_EARLIEST_MSG_STORETIME, this::earliest);
    }

    private static void answer(Request request, long offset) {
        request.answerFields("offset", offset);
    }

    private static String topic(Request request) {
        return TopicName.decode(request.text("topic"));
    }

    private void bounds(Request request, Consumer<StreamBounds> then) {
        request.session().streamBounds(topic(request), request.whole("queueId"), request.then(then));
    }

    private void query(Request request) {
        String group = TopicName.decode(request.text("consumerGroup"));
        request.session()
                .committedOffset(
                        group,
                        topic(request),
                        request.whole("queueId"),
                        request.then(offset -> found(request, offset)));
    }

    private void found(Request request, OptionalLong offset) {
        if (offset.isPresent()) {
            answer(request, offset.getAsLong());
            return;
        }
        bounds(request, bounds -> {
            boolean fresh = bounds.first() == 0 && bounds.end() <= FRESH;
            if (fresh && request.flag("setZeroIfNotFound", true)) {
                answer(request, 0);
            } else {
                throw new Refusal(ResponseCode.QUERY_NOT_FOUND, "the group has no offset in the queue");
            }
        });
    }

    private void update(Request request) {
        String group = request.text("consumerGroup");
        String coreName = TopicName.decode(group);
        int queue = request.whole("queueId");
        long offset = request.number("commitOffset");
        if (moves.concerns(request, topic(request), group)) {
            moves.move(request, topic(request), coreName, queue, offset, request::done);
            return;
        }
        request.session().noteOffset(coreName, topic(request), queue, offset, request.then(nothing -> request.done()));
    }

    private void search(Request request) {
        boolean upper = "UPPER".equalsIgnoreCase(request.text("boundaryType", "LOWER"));
        long time = request.number("timestamp");
        bounds(request, bounds -> {
            if (time < 0) {
                answer(request, bounds.end());
                return;
            }
            request.session()
                    .offsetAt(
                            topic(request),
                            request.whole("queueId"),
                            upper ? time + 1 : time,
                            request.then(
                                    offset -> answer(request, upper ? Math.max(bounds.first(), offset - 1) : offset)));
        });
    }

    private void earliest(Request request) {
        request.session().read(topic(request), request.whole("queueId"), 0, 1, request.then(page -> {
            long time = page.entries().isEmpty()
                    ? -1
                    : page.entries().get(0).message().storedAt();
            request.answerFields("timestamp", time);
        }));
    }
}
