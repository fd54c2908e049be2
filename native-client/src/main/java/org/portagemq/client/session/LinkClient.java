// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One link, with its answers given to those who asked, and its deliveries to their subscriptions. Thread-safe. Futures and
 * sinks are called on the link's thread, or on a sender's: they must not block.
 */
public final class LinkClient {

    private final Map<Long, CompletableFuture<SessionEvent.Answer>> requests = new ConcurrentHashMap<>();
    private final Map<Long, Sink> sinks = new ConcurrentHashMap<>();
    private final AtomicLong numbers;
    private final Listener listener;
    private volatile Link link;
    private volatile Failure ended;

    /** Takes the messages of a subscription. */
    public interface Sink {
        void delivered(SessionEvent.Delivered delivery);

        /** The broker has ended it. */
        void ended(Failure reason);
    }

    /** Hears what concerns the link as a whole. */
    public interface Listener {
        /** To wait before more is published: the reason, or null to go on. */
        void held(String reason);

        /** Nothing follows; all requests have failed. */
        void ended(Failure reason);
    }

    /** Opens a link. */
    @FunctionalInterface
    public interface Connector {
        Link connect(Link.Listener listener) throws IOException;
    }

    private LinkClient(Listener listener, AtomicLong numbers) {
        this.listener = listener;
        this.numbers = numbers;
    }

    /**
     * Connects.
     *
     * @throws IOException when the broker cannot be reached
     */
    public static LinkClient connect(Connector connector, Listener listener) throws IOException {
        return connect(connector, listener, new AtomicLong());
    }

    /**
     * The same for a link that takes the place of another one.
     *
     * @param numbers given out by all links of a client: none is ever used on two of them
     */
    public static LinkClient connect(Connector connector, Listener listener, AtomicLong numbers) throws IOException {
        LinkClient client = new LinkClient(listener, numbers);
        client.link = connector.connect(client::event);
        return client;
    }

    /** A number for a subscription or transaction that no other one has, of this link or of those that share its numbers. */
    public long newNumber() {
        return numbers.incrementAndGet();
    }

    /** Sends a command that has no answer. */
    public void tell(SessionCommand command) {
        link.send(command);
    }

    /** Sends a command, made with the number of its request; fails with a {@link LinkException}. */
    public CompletableFuture<SessionEvent.Answer> ask(LongFunction<SessionCommand> command) {
        long request = newNumber();
        CompletableFuture<SessionEvent.Answer> answer = new CompletableFuture<>();
        requests.put(request, answer);
        Failure over = ended;
        if (over != null) {
            fail(requests.remove(request), over);
        } else {
            link.send(command.apply(request));
        }
        return answer;
    }

    /** From now on the sink gets what the subscription is sent. */
    public void attach(long subscription, Sink sink) {
        sinks.put(subscription, sink);
    }

    public void detach(long subscription) {
        sinks.remove(subscription);
    }

    /** Why the link is at its end; null while it is not. */
    public Failure ended() {
        return ended;
    }

    public void close() {
        link.close();
        end(new Failure(Failure.Kind.CLOSED, "the connection is closed"), reason -> {});
    }

    private void event(SessionEvent event) {
        if (event instanceof SessionEvent.Delivered delivered) {
            Sink sink = sinks.get(delivered.subscription());
            if (sink != null) {
                sink.delivered(delivered);
            }
        } else if (event instanceof SessionEvent.Failed failed) {
            fail(requests.remove(failed.request()), failed.failure());
        } else if (event instanceof SessionEvent.Answer answer) {
            CompletableFuture<SessionEvent.Answer> waiting = requests.remove(answer.request());
            if (waiting != null) {
                waiting.complete(answer);
            }
        } else if (event instanceof SessionEvent.SubscriptionEnded over) {
            Sink sink = sinks.remove(over.subscription());
            if (sink != null) {
                sink.ended(over.reason());
            }
        } else if (event instanceof SessionEvent.Hold hold) {
            listener.held(hold.reason());
        } else if (event instanceof SessionEvent.Resume) {
            listener.held(null);
        } else if (event instanceof SessionEvent.Ended over) {
            end(over.reason(), listener::ended);
        }
    }

    private void end(Failure reason, Consumer<Failure> told) {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = reason;
        }
        List<Long> open = new ArrayList<>(requests.keySet());
        open.sort(null);
        open.forEach(request -> fail(requests.remove(request), reason));
        told.accept(reason);
    }

    private static void fail(CompletableFuture<SessionEvent.Answer> waiting, Failure reason) {
        if (waiting != null) {
            waiting.completeExceptionally(new LinkException(reason));
        }
    }
}
