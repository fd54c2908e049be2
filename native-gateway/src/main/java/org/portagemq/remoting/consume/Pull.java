// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;

/**
 * One pull on its way: page after page is looked at until something is found, or the time is over. While it waits it costs
 * memory only.
 */
final class Pull {

    /** Where few messages pass a filter, so many more are looked at in one go. */
    private static final int LOOK_AHEAD = 8;

    private static final int PAGE_LIMIT = 1_000;

    /** So many messages are looked at for one pull that does not wait. */
    private static final int SCAN_LIMIT = 50_000;

    private final Node node;
    private final Request request;
    private final TopicConfig topic;
    private final int queue;
    private final Subscription subscription;
    private final int max;
    private final int maxBytes;
    private final long until;
    private long asked;
    private StreamBounds bounds = new StreamBounds(0, 0);

    Pull(
            Node node,
            Request request,
            TopicConfig topic,
            int queue,
            Subscription subscription,
            int max,
            int maxBytes,
            long waitMs) {
        this.node = node;
        this.request = request;
        this.topic = topic;
        this.queue = queue;
        this.subscription = subscription;
        this.max = max;
        this.maxBytes = maxBytes;
        this.until = node.now() + waitMs;
    }

    /**
     * Reads from an offset on, which has to be one that the queue has, or its next. What is there is answered at once; only what
     * is not, is waited for.
     */
    void from(long offset) {
        asked = offset;
        read(offset, 0, page -> {
            bounds = new StreamBounds(page.first(), page.end());
            if (offset < page.first()) {
                answerEmpty(ResponseCode.PULL_OFFSET_MOVED, page.first(), "the message is not kept any more");
            } else if (offset > page.end()) {
                beyond(offset);
            } else {
                look(page);
            }
        });
    }

    /** No reader sees it yet, as it may be on its way to the disk; or the queue does not have it. */
    private void beyond(long offset) {
        request.session().wholeBounds(topic.coreName(), queue, request.then(found -> {
            bounds = found;
            if (offset > found.end()) {
                answerEmpty(ResponseCode.PULL_OFFSET_MOVED, found.end(), "the offset is beyond the end of the queue");
            } else {
                goOn(offset);
            }
        }));
    }

    /** The group was moved to another offset: the client goes on there. */
    void moved(long offset) {
        request.session().streamBounds(topic.coreName(), queue, request.then(found -> {
            bounds = found;
            answerEmpty(ResponseCode.PULL_OFFSET_MOVED, offset, "the offset of the group was reset");
        }));
    }

    private void goOn(long offset) {
        read(offset, Math.max(0, until - node.now()), this::look);
    }

    private void read(long offset, long wait, Consumer<BrowsePage> then) {
        boolean picks = !subscription.tags().isAll() || subscription.isSelector();
        int count = picks ? Math.min(PAGE_LIMIT, max * LOOK_AHEAD) : max;
        request.session().read(topic.coreName(), queue, offset, count, wait, subscription.filter(), request.then(then));
    }

    private void look(BrowsePage page) {
        bounds = new StreamBounds(page.first(), page.end());
        List<BrowsePage.Entry> found = new ArrayList<>();
        long next = page.nextOffset();
        int bytes = 0;
        for (BrowsePage.Entry entry : page.entries()) {
            if (!subscription.tags().isAll() && !subscription.tags().matches(Outgoing.tag(entry.message()))) {
                continue;
            }
            int size = entry.message().message().body().length()
                    + entry.message().message().header().length();
            if (found.size() == max || (!found.isEmpty() && bytes + size > maxBytes)) {
                next = entry.offset();
                break;
            }
            bytes += size;
            found.add(entry);
        }
        if (!found.isEmpty()) {
            answer(found, next, page.source());
        } else if (node.now() < until || (next < page.end() && next - asked < SCAN_LIMIT)) {
            goOn(next);
        } else {
            nothing(next);
        }
    }

    private void nothing(long next) {
        if (next > asked) {
            answerEmpty(ResponseCode.PULL_RETRY_IMMEDIATELY, next, "nothing that the subscription wants");
        } else {
            answerEmpty(ResponseCode.PULL_NOT_FOUND, next, "no new message");
        }
    }

    private void answerEmpty(int code, long next, String remark) {
        note(next);
        request.answer(code, remark, fields(next));
    }

    private Map<String, String> fields(long next) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("suggestWhichBrokerId", "0");
        fields.put("nextBeginOffset", String.valueOf(next));
        fields.put("minOffset", String.valueOf(bounds.first()));
        fields.put("maxOffset", String.valueOf(bounds.end()));
        return fields;
    }

    private void note(long next) {
        node.consumers().pulled(request.text("consumerGroup"), topic.name(), queue, next);
    }

    private void answer(List<BrowsePage.Entry> found, long next, int partition) {
        note(next);
        NetAddress host = node.host(request.link());
        request.answer(ResponseCode.SUCCESS, "FOUND", fields(next), out -> {
            for (BrowsePage.Entry entry : found) {
                long handle = Handle.of(partition, entry.offset());
                Outgoing.Place place = new Outgoing.Place(topic.name(), queue, entry.offset(), handle);
                Outgoing.of(entry.message(), place, host).writeTo(out);
            }
        });
    }
}
