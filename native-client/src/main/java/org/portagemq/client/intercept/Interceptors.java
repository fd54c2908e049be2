// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InterceptorVetoException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All interceptors of a client, called as one. For the client itself. */
public record Interceptors(
        List<ProducerInterceptor> producers,
        List<ConsumerInterceptor> consumers,
        List<TransactionInterceptor> transactions,
        AtomicLong failures) {

    private static final Logger LOG = LoggerFactory.getLogger(Interceptors.class);

    public Interceptors(
            List<ProducerInterceptor> producers,
            List<ConsumerInterceptor> consumers,
            List<TransactionInterceptor> transactions) {
        this(List.copyOf(producers), List.copyOf(consumers), List.copyOf(transactions), new AtomicLong());
    }

    /** @throws InterceptorVetoException when one does not let it pass; those before it hear of that */
    public Message beforeSend(Operation operation, Message message) {
        Message current = message;
        for (int i = 0; i < producers.size(); i++) {
            try {
                current = producers.get(i).beforeSend(operation, current);
            } catch (RuntimeException refused) {
                PortageException veto = veto("send to topic '" + message.topic() + "'", producers.get(i), refused);
                afterSend(operation, current, new SendResult.Failed(veto), i);
                throw veto;
            }
        }
        return current;
    }

    private static PortageException veto(String operation, Object interceptor, RuntimeException refused) {
        InterceptorVetoException veto = new InterceptorVetoException(Incident.local(
                operation, "interceptor " + interceptor.getClass().getName() + " refused it: " + refused.getMessage()));
        veto.initCause(refused);
        return veto;
    }

    public void afterSend(Operation operation, Message message, SendResult result) {
        afterSend(operation, message, result, producers.size());
    }

    private void afterSend(Operation operation, Message message, SendResult result, int count) {
        for (ProducerInterceptor one : last(producers, count)) {
            quietly(() -> one.afterSend(operation, message, result));
        }
    }

    public ReceivedMessage beforeProcess(Operation operation, ReceivedMessage message) {
        ReceivedMessage current = message;
        for (ConsumerInterceptor one : consumers) {
            current = one.beforeProcess(operation, current);
        }
        return current;
    }

    public void afterProcess(
            Operation operation, ReceivedMessage message, ConsumeResult result, Optional<Throwable> failure) {
        for (ConsumerInterceptor one : last(consumers, consumers.size())) {
            quietly(() -> one.afterProcess(operation, message, result, failure));
        }
    }

    public void onSettled(Operation operation, ReceivedMessage message, ConsumeResult result) {
        for (ConsumerInterceptor one : last(consumers, consumers.size())) {
            quietly(() -> one.onSettled(operation, message, result));
        }
    }

    public void onBegin(String transaction) {
        transactions.forEach(one -> quietly(() -> one.onBegin(transaction)));
    }

    public void onDecision(String transaction, TransactionInterceptor.Decision decision) {
        transactions.forEach(one -> quietly(() -> one.onDecision(transaction, decision)));
    }

    public void onCheck(String messageId, TransactionInterceptor.Decision decision) {
        transactions.forEach(one -> quietly(() -> one.onCheck(messageId, decision)));
    }

    /** The first so many, the last of them first. */
    private static <T> List<T> last(List<T> all, int count) {
        if (count == 0) {
            return List.of();
        }
        List<T> reversed = new ArrayList<>(all.subList(0, count));
        Collections.reverse(reversed);
        return reversed;
    }

    private void quietly(Runnable hook) {
        try {
            hook.run();
        } catch (RuntimeException failed) {
            failures.incrementAndGet();
            LOG.warn("an interceptor has failed", failed);
        }
    }
}
