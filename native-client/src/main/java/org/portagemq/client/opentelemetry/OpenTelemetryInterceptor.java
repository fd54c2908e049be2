// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.intercept.ConsumerInterceptor;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.intercept.ProducerInterceptor;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendResult;

/**
 * Traces messages: a span for each send, whose context travels in properties of the message where clients of other protocols see it
 * too, and one for each processing, linked to it. Given to a client as interceptor of producers and of consumers.
 */
public final class OpenTelemetryInterceptor implements ProducerInterceptor, ConsumerInterceptor {

    private static final String SYSTEM = "portagemq";
    private static final String SPAN = "otel.span";
    private static final String SCOPE = "otel.scope";
    private static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    private static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    private static final AttributeKey<Long> BODY_SIZE = AttributeKey.longKey("messaging.message.body.size");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private static final TextMapGetter<Map<String, String>> PROPERTIES =
            (properties, name) -> properties == null ? null : properties.get(name);

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    public OpenTelemetryInterceptor(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("org.portagemq.client");
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    @Override
    public Message beforeSend(Operation operation, Message message) {
        Span span = tracer.spanBuilder("send " + message.topic())
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(MESSAGING_SYSTEM, SYSTEM)
                .setAttribute(OPERATION, "send")
                .setAttribute(DESTINATION, message.topic())
                .setAttribute(BODY_SIZE, (long) message.body().length)
                .startSpan();
        operation.attribute(SPAN, span);
        Message.Builder traced = message.toBuilder();
        propagator.inject(Context.current().with(span), traced, OpenTelemetryInterceptor::put);
        return traced.build();
    }

    private static void put(Message.Builder message, String name, String value) {
        if (!value.isEmpty()) {
            message.property(name, value);
        }
    }

    @Override
    public void afterSend(Operation operation, Message message, SendResult result) {
        operation.attribute(SPAN, Span.class).ifPresent(span -> {
            if (result instanceof SendResult.Stored stored) {
                span.setAttribute(MESSAGE_ID, stored.receipt().messageId());
            } else if (result instanceof SendResult.Failed failed) {
                fail(span, failed.reason());
            }
            span.end();
        });
    }

    private static void fail(Span span, Throwable why) {
        span.setStatus(StatusCode.ERROR, String.valueOf(why.getMessage()));
        span.setAttribute(ERROR_TYPE, why.getClass().getName());
        span.recordException(why);
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // Closed on the same thread, after the listener.
    public ReceivedMessage beforeProcess(Operation operation, ReceivedMessage message) {
        SpanContext sent = sentIn(message);
        Span span = tracer.spanBuilder("process " + message.topic())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(MESSAGING_SYSTEM, SYSTEM)
                .setAttribute(OPERATION, "process")
                .setAttribute(DESTINATION, message.topic())
                .setAttribute(GROUP, operation.group())
                .setAttribute(MESSAGE_ID, message.messageId())
                .addLink(sent)
                .startSpan();
        operation.attribute(SPAN, span);
        operation.attribute(SCOPE, span.makeCurrent());
        return message;
    }

    private SpanContext sentIn(ReceivedMessage message) {
        Context context = propagator.extract(Context.root(), message.properties(), PROPERTIES);
        return Span.fromContext(context).getSpanContext();
    }

    @Override
    public void afterProcess(
            Operation operation, ReceivedMessage message, ConsumeResult result, Optional<Throwable> failure) {
        operation.attribute(SCOPE, Scope.class).ifPresent(Scope::close);
        operation.attribute(SPAN, Span.class).ifPresent(span -> {
            failure.ifPresent(why -> fail(span, why));
            span.end();
        });
    }

    @Override
    public void onSettled(Operation operation, ReceivedMessage message, ConsumeResult result) {
        tracer.spanBuilder("settle " + message.topic())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(MESSAGING_SYSTEM, SYSTEM)
                .setAttribute(OPERATION, "settle")
                .setAttribute(DESTINATION, message.topic())
                .setAttribute(GROUP, operation.group())
                .setAttribute(MESSAGE_ID, message.messageId())
                .addLink(sentIn(message))
                .startSpan()
                .end();
    }
}
