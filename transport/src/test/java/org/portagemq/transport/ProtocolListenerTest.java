// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.settings.Settings;

class ProtocolListenerTest {

    private static final int WAIT_MILLIS = 20_000;

    private final EventLoops loops = new EventLoops(1);
    private final ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();

    /** Sends back what it gets, and says bye at the end of the server. */
    private final class Echo implements Gateway {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public void initialize(Connection connection) {
            accepted.add(connection);
            connection.established();
            connection.onShutdown(() -> {
                connection.channel().writeAndFlush(Unpooled.copiedBuffer(new byte[] {'b'}));
                connection.channel().close();
            });
            connection.channel().pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ctx.writeAndFlush((ByteBuf) message);
                }
            });
        }
    }

    @AfterEach
    void end() {
        loops.close();
    }

    @Test
    void bytesPassBothWaysOnEachAddressOfLocalhostAtTheSamePort() throws Exception {
        try (ProtocolListener listener = bind(new Echo(), Settings.defaults())) {
            assertTrue(listener.port() > 0);
            for (InetSocketAddress address : listener.addresses()) {
                assertEquals(listener.port(), address.getPort());
                try (Socket socket = connect(address)) {
                    assertEquals('x', echo(socket, 'x'));
                }
            }
        }
    }

    @Test
    void closingGivesThePortFreeAndKeepsOpenConnections() throws Exception {
        ProtocolListener listener = bind(new Echo(), Settings.defaults());
        InetSocketAddress address = listener.addresses().get(0);
        try (Socket socket = connect(address)) {
            echo(socket, 'x');
            listener.close();
            assertEquals('y', echo(socket, 'y'));
            assertThrows(IOException.class, () -> connect(address).close());
        }
    }

    @Test
    void openConnectionsSayFarewellAtTheEnd() throws Exception {
        try (ProtocolListener listener = bind(new Echo(), Settings.defaults());
                Socket socket = connect(listener.addresses().get(0))) {
            echo(socket, 'x');
            registry.closeAll(Duration.ofSeconds(20));
            assertEquals('b', socket.getInputStream().read());
            assertEquals(-1, socket.getInputStream().read());
            assertEquals(0, registry.counts().open());
        }
    }

    @Test
    void aConnectionThatDoesNotEndIsClosedAfterThePatience() throws Exception {
        Gateway stubborn = gateway(connection -> connection.onShutdown(() -> {}));
        try (ProtocolListener listener = bind(stubborn, Settings.defaults());
                Socket socket = connect(listener.addresses().get(0))) {
            next();
            registry.closeAll(Duration.ofMillis(50));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aConnectionAboveTheLimitIsClosedAtOnce() throws Exception {
        Settings settings = Settings.of(Map.of("limits.connections", "1"));
        ConnectionRegistry limited = new ConnectionRegistry(settings);
        try (ProtocolListener listener =
                        ProtocolListener.bind(ListenAddress.localhost(0), new Echo(), loops, limited, settings);
                Socket first = connect(listener.addresses().get(0))) {
            echo(first, 'x');
            try (Socket second = connect(listener.addresses().get(0))) {
                assertEquals(-1, second.getInputStream().read());
            }
            assertEquals('y', echo(first, 'y'));
            assertEquals(1, limited.counts().refused());
        }
    }

    @Test
    void aConnectionThatNeverLogsInIsClosedByTheDeadline() throws Exception {
        Settings settings = Settings.of(Map.of("transport.handshake-timeout", "100ms"));
        try (ProtocolListener listener = bind(gateway(connection -> {}), settings);
                Socket socket = connect(listener.addresses().get(0))) {
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aGatewayThatFailsCostsThatConnectionOnly() throws Exception {
        boolean[] failed = new boolean[1];
        Gateway failsOnce = gateway(connection -> {
            if (!failed[0]) {
                failed[0] = true;
                throw new IllegalStateException("planted");
            }
            new Echo().initialize(connection);
        });
        try (ProtocolListener listener = bind(failsOnce, Settings.defaults())) {
            try (Socket first = connect(listener.addresses().get(0))) {
                assertEquals(-1, first.getInputStream().read());
            }
            try (Socket second = connect(listener.addresses().get(0))) {
                assertEquals('x', echo(second, 'x'));
            }
        }
    }

    @Test
    void aTakenPortIsNamedWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            ListenAddress address = new ListenAddress("127.0.0.1", taken.getLocalPort());
            IOException refused = assertThrows(
                    IOException.class,
                    () -> ProtocolListener.bind(address, new Echo(), loops, registry, Settings.defaults()));
            assertTrue(refused.getMessage().contains("127.0.0.1:" + taken.getLocalPort()), refused.getMessage());
            assertTrue(refused.getMessage().contains("echo.port"), refused.getMessage());
        }
    }

    @Test
    void whenTheSystemRefusesToAcceptTheListenerPausesAndGoesOn() throws Exception {
        try (ProtocolListener listener = bind(new Echo(), Settings.defaults())) {
            for (Channel channel : listener.accepting()) {
                boolean paused = channel.eventLoop()
                        .submit(() -> {
                            channel.pipeline().fireExceptionCaught(new IOException("Too many open files"));
                            return !channel.config().isAutoRead();
                        })
                        .get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                assertTrue(paused, "accepting goes on at once: a busy loop");
            }
            try (Socket socket = connect(listener.addresses().get(0))) {
                assertEquals('x', echo(socket, 'x'));
            }
        }
    }

    @Test
    void connectionsKnowThatTheirPeerIsLoopback() throws Exception {
        try (ProtocolListener listener = bind(new Echo(), Settings.defaults());
                Socket socket = connect(listener.addresses().get(0))) {
            Connection connection = next();
            assertTrue(connection.info().loopback());
            assertEquals(
                    socket.getLocalPort(),
                    ((InetSocketAddress) connection.info().peer()).getPort());
            assertFalse(connection.info().protocol().isEmpty());
        }
    }

    private Connection next() throws InterruptedException {
        Connection connection = accepted.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        assertTrue(connection != null, "nothing was accepted");
        return connection;
    }

    private interface Initializer {
        void initialize(Connection connection);
    }

    private Gateway gateway(Initializer initializer) {
        return new Gateway() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void initialize(Connection connection) {
                accepted.add(connection);
                initializer.initialize(connection);
            }
        };
    }

    private ProtocolListener bind(Gateway gateway, Settings settings) throws IOException {
        return ProtocolListener.bind(ListenAddress.localhost(0), gateway, loops, registry, settings);
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(WAIT_MILLIS);
        socket.connect(address, WAIT_MILLIS);
        return socket;
    }

    private static int echo(Socket socket, char sent) throws IOException {
        socket.getOutputStream().write(sent);
        return socket.getInputStream().read();
    }
}
