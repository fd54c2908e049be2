// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.List;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.Operation;
import org.portagemq.client.message.ConsumeResult;

/** Calls the listener of an application, with all interceptors around it. */
abstract class Handling {

    /** Whether this thread is in a listener. */
    private static final ThreadLocal<Boolean> LISTENING = ThreadLocal.withInitial(() -> false);

    private final Interceptors interceptors;
    private final String group;

    Handling(Interceptors interceptors, String group) {
        this.interceptors = interceptors;
        this.group = group;
    }

    /** A call of a listener. */
    interface Call<R> {
        R run() throws Exception;
    }

    static <R> R listening(Call<R> call) throws Exception {
        LISTENING.set(true);
        try {
            return call.run();
        } finally {
            LISTENING.remove();
        }
    }

    static boolean isListening() {
        return LISTENING.get();
    }

    Interceptors interceptors() {
        return interceptors;
    }

    String group() {
        return group;
    }

    /** What the listener says about each, or retry where it has failed. */
    abstract List<ConsumeResult> handle(List<Work> lot);

    void settled(Work work, ConsumeResult result) {
        interceptors.onSettled(new Operation(group), work.message(), result);
    }
}
