// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import java.util.concurrent.CompletableFuture;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.client.session.SubscriptionWish;

/** Where a consumer is attached: a link, its number there, and the broker's answer. Guarded by the session's lock. */
final class Attachment {

    private final SessionWork session;
    private LinkClient link;
    private long number;
    private CompletableFuture<SessionEvent.Answer> begun;

    Attachment(SessionWork session) {
        this.session = session;
    }

    /** Chooses a link, with the lock held; false when it is that one already. */
    boolean choose(LinkClient by, long newNumber) {
        if (link == by) {
            return false;
        }
        link = by;
        number = newNumber;
        begun = new CompletableFuture<>();
        return true;
    }

    /** Subscribes by the link that was chosen. */
    void subscribe(SubscriptionWish wish, LinkClient.Sink sink) {
        LinkClient by = session.locked(() -> link);
        long mine = number();
        CompletableFuture<SessionEvent.Answer> answer = session.locked(() -> begun);
        by.attach(mine, sink);
        by.ask(request -> new SessionCommand.Subscribe(request, mine, wish)).whenComplete((done, failure) -> {
            if (failure == null) {
                answer.complete(done);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    /** The broker's answer to the subscription by the link; null when there is none by that. */
    CompletableFuture<SessionEvent.Answer> begun(LinkClient by) {
        return session.locked(() -> link == by ? begun : null);
    }

    /** By which the broker knows it on the link of now. */
    long number() {
        return session.locked(() -> number);
    }

    /** Nothing that comes for it is heard any more. */
    void detach() {
        session.locked(() -> {
            if (link != null) {
                link.detach(number);
            }
        });
    }
}
