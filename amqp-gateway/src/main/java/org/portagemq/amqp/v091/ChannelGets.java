// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Fetcher;

/** basic.get on one channel. A handle to each queue is kept as long as it is used or its messages wait. */
final class ChannelGets {

    private static final int KEPT = 64;

    private final Channel091 channel;
    private final ChannelHost host;
    private final DeliveryOwners owners;
    private final Unsettled unsettled;
    private final Map<String, Source> sources = new HashMap<>();
    private boolean closed;

    ChannelGets(Channel091 channel, ChannelHost host, DeliveryOwners owners, Unsettled unsettled) {
        this.channel = channel;
        this.host = host;
        this.owners = owners;
        this.unsettled = unsettled;
    }

    void get(BasicMethod.Get method, String queue, ReplyQueue.Slot slot) {
        if (!method.noAck() && unsettled.count() >= host.limits().unackedPerChannel()) {
            throw ReplyCode.PRECONDITION_FAILED.because("more than "
                    + host.limits().unackedPerChannel() + " unacknowledged messages on channel " + channel.number());
        }
        fetch(queue, method.noAck(), slot, sources.containsKey(queue));
    }

    /**
     * @param retry whether to try once more with a new handle: the old one may belong to a queue that was deleted and
     *     declared again since
     */
    private void fetch(String queue, boolean noAck, ReplyQueue.Slot slot, boolean retry) {
        Source source = source(queue);
        source.asked++;
        source.fetcher.fetch(noAck, new Answer<>() {
            @Override
            public void done(Optional<Delivery> delivery) {
                slot.fill(() -> {
                    source.asked--;
                    reply(source, noAck, delivery);
                });
            }

            @Override
            public void failed(BrokerException reason) {
                source.asked--;
                if (closed) {
                    return;
                }
                source.stale = true;
                sources.remove(queue, source);
                source.retireIfUnused();
                boolean gone = reason.code() == ErrorCode.NOT_FOUND || reason.code() == ErrorCode.CLOSED;
                if (gone && retry) {
                    fetch(queue, noAck, slot, false);
                } else {
                    slot.fail(explain(queue, reason));
                }
            }
        });
    }

    private AmqpException explain(String queue, BrokerException reason) {
        return switch (reason.code()) {
            case NOT_FOUND -> host.names().noQueue(queue);
            case ACCESS_REFUSED -> host.names().refusedToConsume(queue, host.user(), reason);
            case LOCKED -> host.names().locked(queue);
            case NOT_SUPPORTED -> host.names().notForStreams("basic.get", queue);
            default -> ErrorMapping.of(reason);
        };
    }

    private void reply(Source source, boolean noAck, Optional<Delivery> fetched) {
        if (fetched.isEmpty()) {
            host.output().method(channel.number(), new BasicMethod.GetEmpty(""));
            return;
        }
        Delivery delivery = fetched.get();
        Outgoing message = Outgoing.of(delivery);
        long tag = noAck ? unsettled.nextTag() : unsettled.add(delivery.offset(), source.slot);
        if (!noAck) {
            source.unacked++;
        }
        BasicMethod.GetOk method = new BasicMethod.GetOk(
                tag,
                delivery.redelivered(),
                message.exchange(),
                message.routingKey(),
                Math.min(Math.max(delivery.remaining(), 0), 0xFFFF_FFFFL));
        host.output().methodWithContent(channel.number(), method, message.properties(), message.body());
    }

    private Source source(String queue) {
        Source source = sources.get(queue);
        if (source == null) {
            if (sources.size() >= KEPT) {
                sources.values().removeIf(Source::retireIfUnused);
            }
            source = new Source(host.session().fetcher(queue), owners.reserve());
            owners.set(source.slot, source);
            sources.put(queue, source);
        }
        return source;
    }

    void close() {
        closed = true;
        sources.clear();
    }

    /** The gets from one queue. */
    private final class Source implements DeliveryOwner {

        private final Fetcher fetcher;
        private final int slot;
        private int asked;
        private int unacked;
        private boolean stale;

        Source(Fetcher fetcher, int slot) {
            this.fetcher = fetcher;
            this.slot = slot;
        }

        boolean retireIfUnused() {
            boolean unused = asked == 0 && unacked == 0;
            if (unused && owners.get(slot) == this) {
                fetcher.close();
                owners.remove(slot);
            }
            return unused;
        }

        @Override
        public DeliverySource source() {
            return fetcher;
        }

        @Override
        public void settled() {
            unacked--;
            if (stale && !closed) {
                retireIfUnused();
            }
        }

        @Override
        public void close() {
            fetcher.close();
        }
    }
}
