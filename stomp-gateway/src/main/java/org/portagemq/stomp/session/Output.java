// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import io.netty.buffer.ByteBuf;
import org.portagemq.core.api.Payload;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.wire.Command;
import org.portagemq.stomp.wire.FrameWriter;
import org.portagemq.stomp.wire.Version;

/**
 * Collects the frames of one batch in one buffer, so that a batch costs one write to the socket; over a transport with
 * messages each frame has a buffer of its own. A buffer that grows past {@value #CUT} bytes goes ahead.
 */
final class Output {

    private static final int CUT = 128 * 1024;

    private final Outlet outlet;
    private final boolean alone;
    private FrameWriter frames = new FrameWriter(Version.V1_0);
    private ByteBuf buffer;
    private boolean unflushed;
    private boolean closed;

    Output(Outlet outlet) {
        this.outlet = outlet;
        this.alone = outlet.framed();
    }

    void version(Version version) {
        frames = new FrameWriter(version);
    }

    FrameWriter frames() {
        return frames;
    }

    boolean isClosed() {
        return closed;
    }

    /** Begins a frame; {@link #end} has to follow before anything else. */
    ByteBuf begin(Command command) {
        if (buffer == null) {
            buffer = outlet.buffer();
        }
        frames.begin(buffer, command);
        return buffer;
    }

    /** The frame that was begun is whole. */
    void end() {
        if (alone || buffer.readableBytes() >= CUT) {
            pass();
        }
    }

    void receipt(String id) {
        if (!closed) {
            ByteBuf out = begin(Command.RECEIPT);
            frames.header(out, "receipt-id", id);
            frames.end(out);
            end();
        }
    }

    /** Nothing when the request asked for none. */
    void receiptIfAny(String id) {
        if (id != null) {
            receipt(id);
        }
    }

    void signOfLife() {
        if (!closed) {
            if (buffer == null) {
                buffer = outlet.buffer();
            }
            buffer.writeByte('\n');
            end();
        }
    }

    /**
     * Says why the connection ends.
     *
     * @param receipt of the request at fault; null when there is none
     * @param more a further header, or null
     */
    void error(String summary, String text, String receipt, String more, String moreValue) {
        if (closed) {
            return;
        }
        ByteBuf out = begin(Command.ERROR);
        frames.header(out, "message", summary);
        if (receipt != null) {
            frames.header(out, "receipt-id", receipt);
        }
        if (more != null) {
            frames.header(out, more, moreValue);
        }
        frames.header(out, HeaderNames.CONTENT_TYPE, "text/plain");
        frames.end(out, Payload.utf8(text));
        end();
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
