// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portagemq.client.error.InterceptorVetoException;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;

class InterceptorsTest {

    private static final SendResult STORED =
            new SendResult.Stored(new SendReceipt("id", new QueueRef("T", "b", 0), 0, "", Optional.empty()));

    private final List<String> calls = new ArrayList<>();

    private ProducerInterceptor named(String name) {
        return new ProducerInterceptor() {
            @Override
            public Message beforeSend(Operation operation, Message message) {
                calls.add("before " + name);
                operation.attribute(name, name);
                return message.toBuilder().property(name, "seen").build();
            }

            @Override
            public void afterSend(Operation operation, Message message, SendResult result) {
                calls.add("after " + operation.attribute(name, String.class).orElseThrow());
            }
        };
    }

    private static Interceptors of(ProducerInterceptor... all) {
        return new Interceptors(List.of(all), List.of(), List.of());
    }

    @Test
    void interceptorsAreCalledInTheirOrderAndBackwardsAfterwards() {
        Interceptors both = of(named("a"), named("b"));
        Operation operation = new Operation("g");
        Message message = both.beforeSend(operation, Message.to("T").build());
        assertEquals("seen", message.property("a").orElseThrow());
        assertEquals("seen", message.property("b").orElseThrow());
        both.afterSend(operation, message, STORED);
        assertEquals(List.of("before a", "before b", "after b", "after a"), calls);
    }

    @Test
    void oneThatRefusesIsNamedAndThoseBeforeItHearOfIt() {
        List<SendResult> results = new ArrayList<>();
        ProducerInterceptor first = new ProducerInterceptor() {
            @Override
            public void afterSend(Operation operation, Message message, SendResult result) {
                results.add(result);
            }
        };
        ProducerInterceptor refusing = new ProducerInterceptor() {
            @Override
            public Message beforeSend(Operation operation, Message message) {
                throw new IllegalStateException("not today");
            }
        };
        Interceptors all = of(first, refusing, named("never"));
        assertThrows(
                InterceptorVetoException.class,
                () -> all.beforeSend(new Operation("g"), Message.to("T").build()));
        assertInstanceOf(SendResult.Failed.class, results.get(0));
        assertEquals(List.of(), calls);
    }

    @Test
    void whatFailsAfterwardsIsCountedAndChangesNothing() {
        Interceptors all = of(named("a"), new ProducerInterceptor() {
            @Override
            public void afterSend(Operation operation, Message message, SendResult result) {
                throw new IllegalStateException("as the test wants");
            }
        });
        Operation operation = new Operation("g");
        all.afterSend(operation, all.beforeSend(operation, Message.to("T").build()), STORED);
        assertEquals(List.of("before a", "after a"), calls);
        assertEquals(1, all.failures().get());
    }
}
