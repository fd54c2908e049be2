// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import org.portagemq.client.intercept.ConsumerInterceptor;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.intercept.ProducerInterceptor;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendResult;

/**
 * Counts and times messages, by topic and by how it went, with the names of OpenTelemetry. Given to a client as interceptor of
 * producers and of consumers.
 */
public final class MicrometerInterceptor implements ProducerInterceptor, ConsumerInterceptor {

    private static final String SAMPLE = "micrometer.sample";
    private static final String DESTINATION = "messaging.destination.name";
    private static final String ERROR = "error.type";
    private static final String NONE = "none";

    private final MeterRegistry registry;

    public MicrometerInterceptor(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Message beforeSend(Operation operation, Message message) {
        operation.attribute(SAMPLE, Timer.start(registry));
        return message;
    }

    @Override
    public void afterSend(Operation operation, Message message, SendResult result) {
        String error = result instanceof SendResult.Failed failed
                ? failed.reason().getClass().getSimpleName()
                : NONE;
        registry.counter("messaging.client.sent.messages", DESTINATION, message.topic(), ERROR, error)
                .increment();
        stop(
                operation,
                registry.timer(
                        "messaging.client.operation.duration",
                        "messaging.operation.name",
                        "send",
                        DESTINATION,
                        message.topic(),
                        ERROR,
                        error));
    }

    private static void stop(Operation operation, Timer timer) {
        operation.attribute(SAMPLE, Timer.Sample.class).ifPresent(sample -> sample.stop(timer));
    }

    @Override
    public ReceivedMessage beforeProcess(Operation operation, ReceivedMessage message) {
        operation.attribute(SAMPLE, Timer.start(registry));
        return message;
    }

    @Override
    public void afterProcess(
            Operation operation, ReceivedMessage message, ConsumeResult result, Optional<Throwable> failure) {
        String error = failure.map(why -> why.getClass().getSimpleName()).orElse(NONE);
        registry.counter("messaging.client.consumed.messages", DESTINATION, message.topic(), ERROR, error)
                .increment();
        stop(operation, registry.timer("messaging.process.duration", DESTINATION, message.topic(), ERROR, error));
    }

    @Override
    public void onSettled(Operation operation, ReceivedMessage message, ConsumeResult result) {
        registry.counter(
                        "portage.client.settled.messages",
                        DESTINATION,
                        message.topic(),
                        "result",
                        result.getClass().getSimpleName())
                .increment();
    }
}
