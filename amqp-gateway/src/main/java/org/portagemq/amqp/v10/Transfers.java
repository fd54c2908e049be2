// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.portagemq.core.api.StoredMessage;

/** Sends messages on a link to a peer. */
final class Transfers {

    private static final Symbol STREAM_OFFSET = Symbol.valueOf("x-stream-offset");

    private final Host host;
    private final Sender sender;
    private long tags;

    Transfers(Host host, Sender sender) {
        this.host = host;
        this.sender = sender;
    }

    /** A message that stays where it is. */
    void copy(StoredMessage message) {
        send(Messages10.write(message, 0, false, host.nowMs(), Deaths10.annotations(message.deaths())), null);
    }

    /** A message that is handed out. The delivery's context is what is {@link Handed}. */
    Delivery send(org.portagemq.core.api.Delivery message) {
        Map<Symbol, Object> more = message.inStream()
                ? Map.of(STREAM_OFFSET, message.offset())
                : Deaths10.annotations(message.message().deaths());
        return send(
                Messages10.write(message.message(), message.attempts(), message.redelivered(), host.nowMs(), more),
                new Handed(message.offset(), message.message().note()));
    }

    private Delivery send(List<ByteBuffer> parts, Object context) {
        Delivery delivery = sender.delivery(tag());
        delivery.setContext(context);
        int bytes = 0;
        for (ByteBuffer part : parts) {
            if (part.hasRemaining()) {
                bytes += part.remaining();
                sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(part));
            }
        }
        if (sender.getSenderSettleMode() == SenderSettleMode.SETTLED) {
            delivery.settle();
        }
        sender.advance();
        host.sent(bytes);
        return delivery;
    }

    private byte[] tag() {
        byte[] tag = new byte[Long.BYTES];
        ByteBuffer.wrap(tag).putLong(tags++);
        return tag;
    }
}
