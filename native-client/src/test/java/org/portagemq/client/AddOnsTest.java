// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.micrometer.MicrometerInterceptor;
import org.portagemq.client.opentelemetry.OpenTelemetryInterceptor;

/** What measures and traces a client, for those who have the libraries for it. */
class AddOnsTest {

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private static final QueueRef QUEUE = new QueueRef("T", "b", 0);
    private static final SendResult STORED =
            new SendResult.Stored(new SendReceipt("id-1", QUEUE, 0, "", Optional.empty()));

    private static ReceivedMessage received(Message message) {
        ReceivedMessage.Place place = new ReceivedMessage.Place(QUEUE, 0, 0, "", Instant.EPOCH, "", Instant.EPOCH);
        return new ReceivedMessage(
                "id-1", message, place, ReceivedMessage.Delivery.NONE, ReceivedMessage.Encoding.NONE, Map.of());
    }

    @Test
    void theSpanOfAProcessingIsLinkedToThatOfTheSend() {
        OpenTelemetryInterceptor tracing = new OpenTelemetryInterceptor(TELEMETRY.getOpenTelemetry());
        Operation sending = new Operation("producers");
        Message sent = tracing.beforeSend(sending, Message.to("T").text("a").build());
        tracing.afterSend(sending, sent, STORED);
        Operation processing = new Operation("consumers");
        ReceivedMessage got = tracing.beforeProcess(processing, received(sent));
        tracing.afterProcess(processing, got, ConsumeResult.retry(), Optional.of(new IOException("broken")));

        List<SpanData> spans = TELEMETRY.getSpans();
        SpanData send = spans.get(0);
        SpanData process = spans.get(1);
        assertEquals("send T", send.getName());
        assertEquals("process T", process.getName());
        assertTrue(sent.property("traceparent").orElseThrow().contains(send.getSpanId()));
        assertEquals(
                send.getSpanId(), process.getLinks().get(0).getSpanContext().getSpanId());
        assertEquals(1, process.getEvents().size());
    }

    @Test
    void messagesAreCountedAndTimed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerInterceptor metering = new MicrometerInterceptor(registry);
        Operation sending = new Operation("producers");
        Message sent = metering.beforeSend(sending, Message.to("T").build());
        metering.afterSend(sending, sent, STORED);
        Operation processing = new Operation("consumers");
        metering.afterProcess(
                processing, metering.beforeProcess(processing, received(sent)), ConsumeResult.ack(), Optional.empty());
        assertEquals(1, registry.get("messaging.client.sent.messages").counter().count());
        assertEquals(
                1, registry.get("messaging.client.operation.duration").timer().count());
        assertEquals(
                1, registry.get("messaging.client.consumed.messages").counter().count());
        assertEquals(1, registry.get("messaging.process.duration").timer().count());
    }

    @Test
    void theClientDoesWithoutTheirLibraries() throws Exception {
        ClassLoader without = new WithoutAddOns();
        Class<?> client = Class.forName(PortageClient.class.getName(), true, without);
        assertThrows(
                ClassNotFoundException.class, () -> Class.forName("io.opentelemetry.api.OpenTelemetry", true, without));
        Object builder = client.getMethod("builder").invoke(null);
        Class<?> type = builder.getClass();
        type.getMethod("endpoints", String[].class).invoke(builder, (Object) new String[] {"127.0.0.1:1"});
        type.getMethod("startupTimeout", Duration.class).invoke(builder, Duration.ofSeconds(10));
        InvocationTargetException refused = assertThrows(
                InvocationTargetException.class, () -> type.getMethod("open").invoke(builder));
        assertEquals(
                "org.portagemq.client.error.ConnectionException",
                refused.getCause().getClass().getName());
    }

    /** Loads the client anew, and knows no library that the client can do without. */
    private static final class WithoutAddOns extends ClassLoader {

        WithoutAddOns() {
            super(AddOnsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.opentelemetry.") || name.startsWith("io.micrometer.")) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return name.startsWith("org.portagemq.") && known == null
                        ? define(name)
                        : known == null ? super.loadClass(name, resolve) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] octets = in.readAllBytes();
                return defineClass(name, octets, 0, octets.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
