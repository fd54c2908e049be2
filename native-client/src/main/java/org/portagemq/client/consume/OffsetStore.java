// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.portagemq.client.message.QueueRef;

/**
 * Where a consumer that gets all messages keeps how far it is in each queue. Called by one thread at a time for each consumer. What is
 * thrown while it loads leaves a queue unread until that goes well; what is thrown while it saves is logged, and saved again.
 */
public interface OffsetStore {

    /** The offset of the next message wanted; empty when none was saved. */
    OptionalLong load(QueueRef queue);

    /** The offsets that have changed; about once a second, and at the end. */
    void save(Map<QueueRef, Long> offsets);

    /** Nothing is kept: each consumer begins where new groups begin. */
    static OffsetStore none() {
        return new OffsetStore() {
            @Override
            public OptionalLong load(QueueRef queue) {
                return OptionalLong.empty();
            }

            @Override
            public void save(Map<QueueRef, Long> offsets) {
                // As was wanted.
            }
        };
    }

    /**
     * In a file of this consumer's own, which is made if it does not exist, in a folder that does. It is replaced as a whole; a crash of
     * the machine may take it back to an earlier one.
     *
     * @throws IllegalArgumentException when the file is none of these
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    static OffsetStore inFile(Path file) {
        return new OffsetFile(file);
    }
}
