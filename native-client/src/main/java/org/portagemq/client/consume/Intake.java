// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.ConsumeResult;

/** From where a push consumer gets its messages, and to where it says what became of them. */
interface Intake {

    /** Once, before it is started. */
    void fill(Workbench with);

    void start();

    /** No more messages are fetched; those that nobody works on go back. */
    void stop();

    /** Works on a message have ended. */
    void finished(Work work, ConsumeResult result);

    /** Fetches again, if there is room. */
    void fetch();

    /** Completed when all that was finished is settled, or cannot be, and the group was left. */
    CompletableFuture<Void> settled();
}
