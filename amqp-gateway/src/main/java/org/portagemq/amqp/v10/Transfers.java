// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.portagemq.core.api.StoredMessage;

/** Sends messages on a link to a peer. */
final class Transfers {

    private static final Symbol STREAM_OFFSET = Symbol.valueOf("x-stream-offset");

    private static final Symbol EXCHANGE = Symbol.valueOf("x-exchange");
    private static final Symbol ROUTING_KEY = Symbol.valueOf("x-routing-key");

    private static final long ANY_SIZE = 0;

    private final Host host;
    private final Sender sender;
    private long tags;

    Transfers(Host host, Sender sender) {
        this.host = host;
        this.sender = sender;
    }

    /**
     * A message that stays where it is.
     *
     * @throws Refusal when the peer takes none that is so large
     */
    void copy(StoredMessage message) {
        Map<Symbol, Object> more = routed(message, Deaths10.annotations(message.deaths()));
        send(Messages10.write(message, 0, false, host.nowMs(), more), null);
    }

    /**
     * A message that is handed out. The delivery's context is what is {@link Handed}.
     *
     * @throws Refusal when the peer takes none that is so large
     */
    void send(org.portagemq.core.api.Delivery message) {
        Map<Symbol, Object> more = message.inStream()
                ? Map.of(STREAM_OFFSET, message.offset())
                : Deaths10.annotations(message.message().deaths());
        StoredMessage stored = message.message();
        send(
                Messages10.write(stored, message.attempts(), message.redelivered(), host.nowMs(), routed(stored, more)),
                new Handed(message.offset(), stored.note()));
    }

    /** With the way that the message has come, as RabbitMQ's clients read it; a queue's own need not say so. */
    private static Map<Symbol, Object> routed(StoredMessage message, Map<Symbol, Object> more) {
        if (message.topic().isEmpty()) {
            return more;
        }
        Map<Symbol, Object> all = new LinkedHashMap<>(more);
        all.put(EXCHANGE, message.topic());
        all.put(ROUTING_KEY, message.message().routingKey());
        return all;
    }

    private void send(List<ByteBuffer> parts, Object context) {
        int bytes = 0;
        for (ByteBuffer part : parts) {
            bytes += part.remaining();
        }
        requireSize(bytes);
        Delivery delivery = sender.delivery(tag());
        delivery.setContext(context);
        for (ByteBuffer part : parts) {
            if (part.hasRemaining()) {
                sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(part));
            }
        }
        if (sender.getSenderSettleMode() == SenderSettleMode.SETTLED) {
            delivery.settle();
        }
        sender.advance();
        host.sent(bytes);
    }

    private void requireSize(int bytes) {
        UnsignedLong most = sender.getRemoteMaxMessageSize();
        if (most != null && most.longValue() != ANY_SIZE && Long.compareUnsigned(bytes, most.longValue()) > 0) {
            throw new Refusal(
                    Conditions.TOO_LARGE,
                    "the next message has " + bytes + " bytes, and the link takes at most " + most
                            + " (max-message-size): raise that, or let another link take the message");
        }
    }

    private byte[] tag() {
        byte[] tag = new byte[Long.BYTES];
        ByteBuffer.wrap(tag).putLong(tags++);
        return tag;
    }
}
