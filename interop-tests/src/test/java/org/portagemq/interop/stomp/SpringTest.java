// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.Eventually;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.ReactorNettyTcpStompClient;
import org.springframework.messaging.simp.stomp.StompBrokerRelayMessageHandler;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Spring's client, and its relay, which takes the frames of its own WebSocket clients to a broker. */
class SpringTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("stomp.heartbeat", "1s"));

    private ThreadPoolTaskScheduler scheduler;

    @BeforeEach
    void startScheduler() {
        scheduler = new ThreadPoolTaskScheduler();
        scheduler.initialize();
    }

    @AfterEach
    void endScheduler() {
        scheduler.shutdown();
    }

    private static int port() {
        return BROKER.server().port("stomp");
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(BrokerExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(next, "nothing came");
        return next;
    }

    /** Keeps bodies. */
    private record Bodies(BlockingQueue<String> bodies, BlockingQueue<StompHeaders> headers)
            implements StompFrameHandler {

        Bodies() {
            this(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
        }

        @Override
        public Type getPayloadType(StompHeaders ignored) {
            return String.class;
        }

        @Override
        public void handleFrame(StompHeaders received, Object payload) {
            headers.add(received);
            bodies.add((String) payload);
        }
    }

    @Test
    void theClientSubscribesSendsAndAcknowledges() throws Exception {
        ReactorNettyTcpStompClient client = new ReactorNettyTcpStompClient("127.0.0.1", port());
        client.setMessageConverter(new StringMessageConverter(StandardCharsets.UTF_8));
        client.setTaskScheduler(scheduler);
        client.setDefaultHeartbeat(new long[] {1_000, 1_000});
        StompHeaders login = new StompHeaders();
        login.setLogin("guest");
        login.setPasscode("guest");
        StompSession session = client.connectAsync(login, new StompSessionHandlerAdapter() {})
                .get(BrokerExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        session.setAutoReceipt(true);
        Bodies got = new Bodies();
        StompHeaders subscribe = new StompHeaders();
        subscribe.setDestination("/queue/spring");
        subscribe.setAck("client-individual");
        CountDownLatch subscribed = new CountDownLatch(1);
        session.subscribe(subscribe, got).addReceiptTask(subscribed::countDown);
        Eventually.await(subscribed, "the receipt of the subscription");
        CountDownLatch stored = new CountDownLatch(1);
        session.send("/queue/spring", "gr\u00fc\u00dfe").addReceiptTask(stored::countDown);
        Eventually.await(stored, "the receipt of the message");
        assertEquals("gr\u00fc\u00dfe", next(got.bodies()));
        session.acknowledge(next(got.headers()), false);
        assertEquals("gr\u00fc\u00dfe", next(got.bodies()));
        StompHeaders again = next(got.headers());
        assertEquals("true", again.getFirst("redelivered"));
        session.acknowledge(again, true);
        session.disconnect();
        client.shutdown();
    }

    @Test
    void theRelayCarriesTheFramesOfItsClients() throws Exception {
        ExecutorSubscribableChannel in = new ExecutorSubscribableChannel();
        ExecutorSubscribableChannel out = new ExecutorSubscribableChannel();
        ExecutorSubscribableChannel broker = new ExecutorSubscribableChannel();
        BlockingQueue<Message<?>> toClients = new LinkedBlockingQueue<>();
        out.subscribe(toClients::add);
        StompBrokerRelayMessageHandler relay =
                new StompBrokerRelayMessageHandler(in, out, broker, List.of("/topic", "/queue"));
        relay.setRelayHost("127.0.0.1");
        relay.setRelayPort(port());
        relay.setVirtualHost("/");
        relay.setTaskScheduler(scheduler);
        relay.setSystemHeartbeatSendInterval(1_000);
        relay.setSystemHeartbeatReceiveInterval(1_000);
        relay.start();
        try {
            Eventually.eventually("the system session", relay::isBrokerAvailable);
            in.send(frame(StompCommand.CONNECT, headers -> {
                headers.setAcceptVersion("1.1,1.2");
                headers.setHeartbeat(0, 0);
            }));
            assertEquals(StompCommand.CONNECTED, command(next(toClients)));
            in.send(frame(StompCommand.SUBSCRIBE, headers -> {
                headers.setDestination("/topic/greetings");
                headers.setSubscriptionId("sub-0");
                headers.setReceipt("subscribed");
            }));
            assertEquals(StompCommand.RECEIPT, command(next(toClients)));
            StompHeaderAccessor send = StompHeaderAccessor.create(StompCommand.SEND);
            send.setDestination("/topic/greetings");
            broker.send(
                    MessageBuilder.createMessage("hello".getBytes(StandardCharsets.UTF_8), send.getMessageHeaders()));
            Message<?> message = next(toClients);
            assertEquals(StompCommand.MESSAGE, command(message));
            assertEquals("hello", new String((byte[]) message.getPayload(), StandardCharsets.UTF_8));
            StompHeaderAccessor headers = StompHeaderAccessor.wrap(message);
            assertEquals("sub-0", headers.getSubscriptionId());
            assertEquals("/topic/greetings", headers.getDestination());
            assertTrue(relay.isBrokerAvailable());
        } finally {
            relay.stop();
        }
    }

    private static StompCommand command(Message<?> message) {
        StompHeaderAccessor headers = StompHeaderAccessor.wrap(message);
        // The relay itself says that a client is connected, in words of its own.
        return headers.getMessageType() == SimpMessageType.CONNECT_ACK ? StompCommand.CONNECTED : headers.getCommand();
    }

    private static Message<byte[]> frame(StompCommand command, Consumer<StompHeaderAccessor> fill) {
        StompHeaderAccessor headers = StompHeaderAccessor.create(command);
        headers.setSessionId("session-1");
        fill.accept(headers);
        return MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders());
    }
}
