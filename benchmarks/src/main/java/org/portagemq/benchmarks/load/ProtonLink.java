// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;

/** A connection of AMQP 1.0 with one session and one link, on one event loop. */
abstract class ProtonLink extends ChannelInboundHandlerAdapter {

    private static final int MAX_FRAME_BYTES = 64 * 1024;

    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Collector events = Proton.collector();
    private ChannelHandlerContext context;
    private Session session;

    /** Opens the link. */
    abstract void attach();

    /** A message has come, or was settled. */
    abstract void delivery(Delivery delivery);

    /** There may be credit. */
    void flow() {}

    Sender sender() {
        return opened(session.sender(ClientLibrary.DESTINATION));
    }

    Receiver receiver() {
        return opened(session.receiver(ClientLibrary.DESTINATION));
    }

    private static <T extends Link> T opened(T link) {
        Source source = new Source();
        source.setAddress(ClientLibrary.DESTINATION);
        link.setSource(source);
        Target target = new Target();
        target.setAddress(ClientLibrary.DESTINATION);
        link.setTarget(target);
        link.open();
        return link;
    }

    /** Runs the task on the connection's loop; what it causes is written. */
    void execute(Runnable task) {
        context.executor().execute(() -> {
            task.run();
            output();
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        transport.setMaxFrameSize(MAX_FRAME_BYTES);
        transport.sasl().client();
        transport.sasl().plain("guest", "guest");
        transport.bind(connection);
        connection.collect(events);
        connection.setContainer("load-" + System.identityHashCode(this));
        connection.open();
        session = connection.session();
        session.open();
        attach();
        output();
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object read) {
        ByteBuf octets = (ByteBuf) read;
        try {
            while (octets.isReadable()) {
                ByteBuffer tail = transport.tail();
                tail.limit(tail.position() + Math.min(tail.remaining(), octets.readableBytes()));
                octets.readBytes(tail);
                transport.process();
                handleEvents();
            }
        } finally {
            octets.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        output();
    }

    private void handleEvents() {
        for (Event event = events.peek(); event != null; event = events.peek()) {
            switch (event.getType()) {
                case DELIVERY -> delivery(event.getDelivery());
                case LINK_FLOW -> flow();
                case CONNECTION_REMOTE_CLOSE, LINK_REMOTE_CLOSE, SESSION_REMOTE_CLOSE, TRANSPORT_ERROR ->
                    LoadClient.fail(new IllegalStateException(event + " " + condition()));
                default -> {}
            }
            events.pop();
        }
    }

    private Object condition() {
        return connection.getRemoteState() == EndpointState.CLOSED
                ? connection.getRemoteCondition()
                : transport.getCondition();
    }

    private void output() {
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            ByteBuf octets = context.alloc().buffer(pending).writeBytes(transport.head());
            transport.pop(pending);
            context.write(octets, context.voidPromise());
        }
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable failed) {
        LoadClient.fail(failed);
    }
}
