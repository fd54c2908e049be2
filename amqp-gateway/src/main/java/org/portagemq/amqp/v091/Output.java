// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.ByteBuf;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.core.api.Payload;

/**
 * Collects the frames of one batch in one buffer, so that a batch costs one write to the socket. A buffer that grows past
 * {@value #CUT} bytes goes ahead.
 */
final class Output {

    private static final int CUT = 128 * 1024;

    private final Outlet outlet;
    private final FrameWriter frames = new FrameWriter();
    private ByteBuf buffer;
    private boolean unflushed;
    private boolean closed;

    Output(Outlet outlet) {
        this.outlet = outlet;
    }

    void frameMax(int frameMax) {
        frames.frameMax(frameMax);
    }

    void method(int channel, Method method) {
        if (!closed) {
            frames.method(buffer(), channel, method);
        }
    }

    void methodWithContent(int channel, Method method, Payload properties, Payload body) {
        if (!closed) {
            frames.method(buffer(), channel, method);
            content(channel, properties, body);
        }
    }

    void deliver(int channel, Consumer consumer, long tag, boolean redelivered, Outgoing message) {
        if (!closed) {
            frames.deliver(
                    buffer(), channel, consumer.tagBytes(), tag, redelivered, message.exchange(), message.routingKey());
            content(channel, message.properties(), message.body());
        }
    }

    void ack(int channel, long tag, boolean multiple) {
        if (!closed) {
            frames.ack(buffer(), channel, tag, multiple);
        }
    }

    void heartbeat() {
        if (!closed) {
            frames.heartbeat(buffer());
        }
    }

    private void content(int channel, Payload properties, Payload body) {
        frames.content(buffer, channel, properties, body);
        if (buffer.readableBytes() >= CUT) {
            pass();
        }
    }

    private ByteBuf buffer() {
        if (buffer == null) {
            buffer = outlet.buffer();
        }
        return buffer;
    }

    /** Sends what has been collected. */
    void flush() {
        pass();
        if (unflushed) {
            unflushed = false;
            outlet.flush();
        }
    }

    private void pass() {
        if (buffer != null) {
            ByteBuf full = buffer;
            buffer = null;
            unflushed = true;
            outlet.write(full);
        }
    }

    /** Takes nothing more; what was not flushed is dropped. */
    void close() {
        closed = true;
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
