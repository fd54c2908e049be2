// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;

/** The subscriptions to all partitions of a stream, which are told when there are more. Belongs to the core. */
final class WholeStreams {

    private final List<WholeStreamSubscription> open = new ArrayList<>();

    void add(WholeStreamSubscription subscription) {
        open.removeIf(WholeStreamSubscription::hasEnded);
        open.add(subscription);
    }

    void remove(WholeStreamSubscription subscription) {
        open.remove(subscription);
    }

    /** The stream has more partitions than before. */
    void grown(Namespace namespace, String topic) {
        open.removeIf(WholeStreamSubscription::hasEnded);
        List.copyOf(open).stream().filter(one -> one.reads(namespace, topic)).forEach(WholeStreamSubscription::follow);
    }
}
