// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms.joram;

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
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.server.PortageServer;

/** Deletes the queues and topics that a test has used, as the suite's administration asks for. */
public final class JoramPlaces {

    private static final String TOPICS = "amq.topic";

    private static PortageServer server;

    private JoramPlaces() {}

    static synchronized void of(PortageServer newServer) {
        server = newServer;
    }

    /** Deletes a queue, if there is one. */
    public static synchronized void deleteQueue(String name) {
        administer((session, done) -> deleteGroup(session, name, done));
    }

    /** Deletes a topic: with it go its subscriptions. */
    public static synchronized void deleteTopic(String name) {
        administer((session, done) -> session.admin()
                .listBindings(
                        Optional.of(TOPICS),
                        Optional.empty(),
                        answer(
                                bindings -> {
                                    List<Binding> own = bindings.stream()
                                            .filter(each -> each.key().equals(name))
                                            .toList();
                                    own.forEach(each ->
                                            deleteGroup(session, each.target().name(), new CompletableFuture<>()));
                                    session.admin().listTopics(answer(all -> done.complete(null), done));
                                    session.flush();
                                },
                                done)));
    }

    private static void deleteGroup(Session session, String name, CompletableFuture<Void> done) {
        session.admin().deleteGroup(name, false, false, new Answer<Long>() {
            @Override
            public void done(Long count) {
                done.complete(null);
            }

            @Override
            public void failed(BrokerException thereIsNone) {
                done.complete(null);
            }
        });
    }

    private static <T> Answer<T> answer(java.util.function.Consumer<T> whenDone, CompletableFuture<Void> done) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                whenDone.accept(value);
            }

            @Override
            public void failed(BrokerException reason) {
                done.completeExceptionally(reason);
            }
        };
    }

    private static void administer(BiConsumer<Session, CompletableFuture<Void>> calls) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> {
            SessionRequest request = SessionRequest.uncounted(
                    new Principal("guest", Set.of(Principal.ADMINISTRATOR)), "/", ConnectionInfo.embedded(), executor);
            Session session = server.broker().open(request, new SessionListener() {});
            calls.accept(session, done);
            session.flush();
            done.whenComplete((nothing, failed) -> executor.execute(session::close));
        });
        done.orTimeout(20, TimeUnit.SECONDS).join();
        executor.shutdown();
    }
}
