// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The protocol's state machine and its octets. What it cannot read ends the connection with an error of the protocol. */
final class Engine10 {

    static final int HEADER_BYTES = 8;
    static final long SASL_HEADER = 0x414D5150_03010000L;
    static final long HEADER = 0x414D5150_00010000L;

    /** The largest frame before the peer has said what it takes, as during the login. */
    static final int FIRST_FRAME_BYTES = 4_096;

    private static final int MAX_TRANSFERS = 65_535;

    private static final Logger LOG = LoggerFactory.getLogger(Engine10.class);

    private final Connection connection = Proton.connection();
    private final Transport transport;
    private final Collector collector = Proton.collector();
    private final Outlet10 outlet;
    private boolean deaf;
    private boolean dumb;

    Engine10(Limits10 limits, Outlet10 outlet) {
        this.outlet = outlet;
        this.transport = new StrictTransport(connection, limits.frameBytes(), limits.sessions());
        transport.setInitialRemoteMaxFrameSize(FIRST_FRAME_BYTES);
        transport.setIdleTimeout(limits.silenceMs());
        transport.setMaxTransfersPerDelivery(MAX_TRANSFERS);
        transport.setEmitFlowEventOnSend(false);
    }

    /** A login comes first. To be called before any octet is taken. */
    Sasl login(String[] mechanisms) {
        Sasl sasl = transport.sasl();
        sasl.server();
        sasl.setMechanisms(mechanisms);
        return sasl;
    }

    void begin() {
        connection.collect(collector);
        transport.bind(connection);
    }

    Connection connection() {
        return connection;
    }

    /** Takes octets: as many as there is room for. Returns whether it wants more. */
    boolean input(ByteBuf in, int most) {
        int room = deaf ? -1 : Math.min(transport.capacity(), most);
        if (room <= 0) {
            in.skipBytes(in.readableBytes());
            return false;
        }
        ByteBuffer tail = transport.tail();
        int count = Math.min(room, in.readableBytes());
        int limit = tail.limit();
        tail.limit(tail.position() + count);
        in.readBytes(tail);
        tail.limit(limit);
        try {
            transport.process();
        } catch (TransportException malformed) {
            broken(malformed);
        } catch (RuntimeException malformed) {
            // The state machine has no answer of its own to some frames that cannot be.
            broken(malformed);
        }
        return !deaf;
    }

    private void broken(RuntimeException reason) {
        LOG.info(
                "closing an AMQP 1.0 connection: it sent what cannot be read: {}", String.valueOf(reason.getMessage()));
        deaf = true;
        connection.setCondition(
                Conditions.of(Conditions.FRAMING_ERROR, "a frame cannot be read: " + reason.getMessage()));
        connection.open();
        connection.close();
    }

    /** Takes no further octets. */
    void deafen() {
        deaf = true;
    }

    /** The next thing that happened, or null; {@link #handled} goes on to the one behind it. */
    Event next() {
        return collector.peek();
    }

    void handled() {
        collector.pop();
    }

    /** Writes all that is to be sent. Returns false when nothing follows it. */
    boolean output() {
        while (!dumb) {
            int pending = pending();
            if (pending == 0) {
                return true;
            }
            if (pending < 0) {
                dumb = true;
            } else {
                // Asked for its buffer, the state machine may add to it.
                ByteBuffer head = transport.head();
                int length = head.remaining();
                outlet.write(head);
                transport.pop(length);
            }
        }
        return false;
    }

    private int pending() {
        try {
            return transport.pending();
        } catch (RuntimeException unsayable) {
            LOG.debug("an AMQP 1.0 connection can send nothing more", unsayable);
            return -1;
        }
    }

    /**
     * Looks whether a sign of life is due, or the peer's is missing.
     *
     * @param nowMs of a clock that only goes forward
     * @return in how many ms to look again; 0 for never
     */
    long tick(long nowMs) {
        if (transport.isClosed()) {
            return 0;
        }
        long deadline = transport.tick(nowMs);
        return deadline == 0 ? 0 : Math.max(1, deadline - nowMs);
    }
}
