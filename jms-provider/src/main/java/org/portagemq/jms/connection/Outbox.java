// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.LinkException;
import org.portagemq.client.session.Outgoing;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;

/**
 * Messages about which the broker has not answered. They go again, in their order, when the connection was made again; the
 * broker knows by their numbers those that it has. Thread-safe.
 */
final class Outbox {

    private final Set<Letter> waiting = new LinkedHashSet<>();
    private LinkClient link;
    private Failure over;

    /** One message; each is itself only. */
    private static final class Letter {
        private final Place to;
        private final Outgoing message;
        private final CompletableFuture<SessionEvent.Answer> answer = new CompletableFuture<>();

        Letter(Place to, Outgoing message) {
            this.to = to;
            this.message = message;
        }
    }

    /** Sends a message, now or when there is a link; fails when there is none any more. */
    synchronized CompletableFuture<SessionEvent.Answer> send(Place to, Outgoing message) {
        Letter letter = new Letter(to, message);
        if (over != null) {
            letter.answer.completeExceptionally(new LinkException(over));
            return letter.answer;
        }
        waiting.add(letter);
        if (link != null) {
            post(letter);
        }
        return letter.answer;
    }

    private void post(Letter letter) {
        LinkClient by = link;
        by.ask(request -> new SessionCommand.Publish(request, SessionCommand.NO_TRANSACTION, letter.to, letter.message))
                .whenComplete((answer, failure) -> answered(letter, by, answer, failure));
    }

    private void answered(Letter letter, LinkClient by, SessionEvent.Answer answer, Throwable failure) {
        synchronized (this) {
            if (failure != null && by.ended() != null && over == null) {
                return;
            }
            waiting.remove(letter);
        }
        if (failure == null) {
            letter.answer.complete(answer);
        } else {
            letter.answer.completeExceptionally(
                    failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
        }
    }

    /** There is no link for now. */
    synchronized void close() {
        link = null;
    }

    /** There is a link: what waits goes by it, before all that is sent from now on. */
    synchronized void open(LinkClient newLink) {
        link = newLink;
        for (Iterator<Letter> each = waiting.iterator(); each.hasNext(); ) {
            if (each.next().answer.isCancelled()) {
                each.remove();
            }
        }
        List.copyOf(waiting).forEach(this::post);
    }

    /** There will be no link any more. */
    void end(Failure reason) {
        List<Letter> left;
        synchronized (this) {
            over = reason;
            link = null;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(letter -> letter.answer.completeExceptionally(new LinkException(reason)));
    }
}
