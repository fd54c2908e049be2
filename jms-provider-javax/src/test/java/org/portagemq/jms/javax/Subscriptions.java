// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.javax;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;

/** Deletes what has subscribed to a topic, as an administrator does who deletes the topic. */
final class Subscriptions {

    private static volatile Broker broker;

    private Subscriptions() {}

    static void of(Broker newBroker) {
        broker = newBroker;
    }

    static void delete(String topic) {
        List<Binding> all = ask(
                (session, answer) -> session.admin().listBindings(Optional.of("amq.topic"), Optional.empty(), answer));
        all.stream().filter(each -> each.key().equals(topic)).forEach(each -> {
            String group = each.target().name();
            Subscriptions.<Long>ask((session, answer) -> session.admin().deleteGroup(group, false, false, answer));
        });
    }

    private static <T> T ask(BiConsumer<Session, Answer<T>> question) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CompletableFuture<T> answer = new CompletableFuture<>();
        executor.execute(() -> {
            Principal administrator = new Principal("guest", Set.of(Principal.ADMINISTRATOR));
            Session session = broker.open(
                    SessionRequest.uncounted(administrator, "/", ConnectionInfo.embedded(), executor),
                    new SessionListener() {});
            question.accept(session, new Answer<>() {
                @Override
                public void done(T value) {
                    answer.complete(value);
                }

                @Override
                public void failed(BrokerException reason) {
                    answer.completeExceptionally(reason);
                }
            });
            session.flush();
            answer.whenComplete((value, failed) -> executor.execute(session::close));
        });
        T value = answer.orTimeout(20, TimeUnit.SECONDS).join();
        executor.shutdown();
        return value;
    }
}
