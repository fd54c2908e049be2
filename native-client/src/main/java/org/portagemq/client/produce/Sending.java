// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Command;
import org.portagemq.client.error.ConnectionException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.Phase;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.RequestTimeoutException;
import org.portagemq.client.error.ServerException;
import org.portagemq.client.error.ThrottledException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.event.ClientEvent;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.TopicRoute;

/** One parcel on its way, with all attempts that it takes. One step follows the other; they run on event loops. */
final class Sending {

    private final Remote remote;
    private final SendTargets targets;
    private final Parcel parcel;
    private final Deadline deadline;
    private final CompletableFuture<List<SendReceipt>> result = new CompletableFuture<>();
    private QueueRef queue;
    private String avoided;
    private int answered;
    private int failed;

    Sending(Remote remote, SendTargets targets, Parcel parcel, Deadline deadline) {
        this.remote = remote;
        this.targets = targets;
        this.parcel = parcel;
        this.deadline = deadline;
    }

    CompletableFuture<List<SendReceipt>> start() {
        attempt();
        return result;
    }

    private void attempt() {
        CompletableFuture<TopicRoute> route = targets.route(parcel.topic());
        if (route.isDone() && !route.isCompletedExceptionally()) {
            transmit(route.join());
        } else {
            route.whenComplete((found, failure) -> {
                if (failure != null) {
                    failed(failure);
                } else {
                    transmit(found);
                }
            });
        }
    }

    private void transmit(TopicRoute route) {
        try {
            queue = targets.queue(route, parcel, avoided);
        } catch (ServerException nowhere) {
            remote.routes().forget(parcel.topic());
            failed(nowhere);
            return;
        } catch (RuntimeException refused) {
            result.completeExceptionally(refused);
            return;
        }
        remote.ask(
                route.endpoint(queue.broker()).orElseThrow(),
                parcel.request(targets.group(), queue),
                deadline,
                this::answered);
    }

    private void answered(Command answer, Throwable failure) {
        if (failure == null) {
            result.complete(parcel.receipts(queue, answer));
        } else {
            failed(failure);
        }
    }

    // What failed.

    private void failed(Throwable failure) {
        PortageException why = Futures.own(failure);
        failed++;
        if (why == null) {
            result.completeExceptionally(Futures.plain(failure));
        } else if (isUnknown(why)) {
            failedUnknown(why);
        } else if (isWorthTrying(why)) {
            again(why);
        } else {
            result.completeExceptionally(why);
        }
    }

    /** Whether the parcel may have been stored all the same. */
    static boolean isUnknown(PortageException why) {
        return (why instanceof ConnectionException broken && broken.phase() == Phase.SENT)
                || (why instanceof RequestTimeoutException late && late.phase() == Phase.SENT);
    }

    private void failedUnknown(PortageException why) {
        boolean asked = queue != null;
        if (!asked || (targets.retry().unknown() == UnknownOutcomePolicy.SEND_AGAIN && !deadline.isOver())) {
            again(why);
            return;
        }
        Incident incident =
                why.incident().and("; the message may have been stored or not: to send it again may make two of it");
        UnknownOutcomeException unknown =
                new UnknownOutcomeException(incident, parcel.first().id());
        unknown.initCause(why);
        result.completeExceptionally(unknown);
    }

    private boolean isWorthTrying(PortageException why) {
        if (why instanceof ConnectionException || why instanceof ThrottledException) {
            return true;
        }
        if (why instanceof NotFoundException missing
                && missing.kind() == NotFoundException.Kind.TOPIC
                && queue == null) {
            return false;
        }
        boolean moved = why instanceof NotFoundException;
        return (why.retryable() || moved) && ++answered < targets.retry().attempts();
    }

    private void again(PortageException why) {
        Duration pause = targets.retry().pauseAfter(failed);
        if (deadline.leftNanos() <= pause.toNanos()) {
            result.completeExceptionally(why);
            return;
        }
        if (why instanceof ThrottledException) {
            remote.events().tell(new ClientEvent.Throttled(parcel.topic(), why.getMessage()));
        } else if (queue != null) {
            remote.routes().forget(parcel.topic());
            avoided = queue.broker();
        }
        remote.threads().after(pause, this::attempt);
    }
}
