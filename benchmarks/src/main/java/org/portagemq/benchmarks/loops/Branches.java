// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.portagemq.amqp.v091.Amqp091Format;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Fetcher;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.PreparedTransaction;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.Transaction;

/**
 * Prepares transactions in a broker of the same process and finishes them by their ids, as lines of text say:
 *
 * <pre>
 *   fetch QUEUE MOST               messages that are out from now on, as PUBLISHER:NUMBER
 *   prepare NAME QUEUE MESSAGES    acknowledges all that were fetched and sends these, in a transaction; its id
 *   list                           the transactions that wait for a decision, as NAME=ID
 *   commit ID, rollback ID         done
 *   later                          the messages that wait for their time
 * </pre>
 *
 * An answer that begins with {@code refused} says why not. For one thread.
 */
final class Branches {

    private static final String REFUSED = "refused ";
    private static final String DONE = "done";
    private static final int PAGE = 1_000;

    /** No properties, in AMQP 0-9-1. */
    private static final Payload NO_PROPERTIES = Payload.of(new byte[2]);

    private final Body body;
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "loop-branches");
        thread.setDaemon(true);
        return thread;
    });
    private final Session session;
    private final Publisher publisher;
    private final Map<String, Fetcher> fetchers = new HashMap<>();
    private final List<Long> fetched = new ArrayList<>();
    private Fetcher fetchedBy;

    Branches(Broker broker, Body body) {
        this.body = body;
        Principal principal = new Principal("guest", Set.of(Principal.ADMINISTRATOR));
        this.session = broker.open(
                new SessionRequest(principal, "/", ConnectionInfo.embedded(), loop), new SessionListener() {});
        this.publisher = session.publisher("", (token, reason) -> {
            // Its transaction cannot be prepared then, and says so.
        });
    }

    String answer(String line) {
        String[] words = line.split(" ", -1);
        List<String> rest = Arrays.asList(words).subList(1, words.length);
        try {
            return switch (words[0]) {
                case "fetch" -> fetch(rest.get(0), Integer.parseInt(rest.get(1)));
                case "prepare" -> prepare(rest.get(0), rest.get(1), rest.subList(2, rest.size()));
                case "list" -> list();
                case "commit" -> {
                    this.<Void>ask((s, answer) -> s.commitPrepared(Long.parseLong(rest.get(0)), answer));
                    yield DONE;
                }
                case "rollback" -> {
                    this.<Void>ask((s, answer) -> s.rollbackPrepared(Long.parseLong(rest.get(0)), answer));
                    yield DONE;
                }
                case "later" -> later();
                default -> REFUSED + "nobody knows '" + words[0] + "'";
            };
        } catch (CompletionException failed) {
            return REFUSED + failed.getCause().getMessage();
        }
    }

    private String fetch(String queue, int most) {
        fetchedBy = fetchers.computeIfAbsent(queue, session::fetcher);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Optional<Delivery> next = ask((s, answer) -> fetchedBy.fetch(false, answer));
            if (next.isEmpty()) {
                break;
            }
            fetched.add(next.get().offset());
            texts.add(name(next.get().message()));
        }
        return String.join(" ", texts);
    }

    private String prepare(String name, String queue, List<String> messages) {
        long id = this.<Long>ask((s, answer) -> {
            Transaction transaction = s.begin();
            for (String text : messages) {
                publisher.publish(message(queue, Body.Id.parse(text)), Publisher.NO_TOKEN, transaction);
            }
            fetched.forEach(offset -> fetchedBy.ack(offset, transaction));
            transaction.prepare(Payload.utf8(name), answer);
        });
        fetched.clear();
        return Long.toString(id);
    }

    private Message message(String queue, Body.Id id) {
        Payload content = Payload.of(body.of(id.publisher(), id.number()));
        return Message.of(queue, true, Amqp091Format.INSTANCE, NO_PROPERTIES, content);
    }

    private String list() {
        List<PreparedTransaction> all = ask((s, answer) -> s.listPrepared(answer));
        return all.stream().map(one -> one.name().toUtf8() + "=" + one.id()).collect(Collectors.joining(" "));
    }

    private String later() {
        List<String> texts = new ArrayList<>();
        Optional<String> from = Optional.empty();
        do {
            Optional<String> at = from;
            PendingPage page = ask((s, answer) -> s.admin().listPending(Optional.empty(), at, PAGE, answer));
            page.messages().forEach(one -> texts.add(name(one.message())));
            from = page.next();
        } while (from.isPresent());
        return String.join(" ", texts);
    }

    private String name(StoredMessage message) {
        return body.read(message.message().body().array()).map(Body.Id::text).orElse("alien");
    }

    private <T> T ask(BiConsumer<Session, Answer<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            call.accept(session, new Answer<>() {
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
        });
        return answer.join();
    }
}
