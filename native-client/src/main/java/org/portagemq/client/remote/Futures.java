// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InterruptedRequestException;
import org.portagemq.client.error.PortageException;

/** Futures, and calls that wait for them. */
public final class Futures {

    private Futures() {}

    /**
     * Waits. Every future of the client ends by a deadline of its own.
     *
     * @param operation for people, in case the thread is interrupted
     */
    public static <T> T await(CompletableFuture<T> future, String operation) {
        return await(future, () -> operation);
    }

    /** The same with words that are made when somebody is to read them. */
    public static <T> T await(CompletableFuture<T> future, Supplier<String> operation) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedRequestException(
                    Incident.local(operation.get(), "the waiting thread was interrupted"));
        } catch (ExecutionException failed) {
            throw unchecked(failed.getCause());
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        Throwable plain = plain(cause);
        if (plain instanceof Error error) {
            throw error;
        }
        return plain instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(plain);
    }

    /** The failure itself, not the wrapping of a future. */
    public static Throwable plain(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The failure when it is one of the client's own, else null. */
    public static PortageException own(Throwable failure) {
        return plain(failure) instanceof PortageException own ? own : null;
    }

    /** A future that has failed in place of a call that throws. */
    public static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    /** Completes a future as another one was. */
    public static <T> void settle(CompletableFuture<T> future, T value, Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(plain(failure));
        }
    }
}
