// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.function.Consumer;

/**
 * A message broker. Thread-safe.
 *
 * <p>Messages and definitions are reached through a session; there is no other way in, for management and embedded use
 * either. What a server tells of itself needs none.
 */
public interface Broker extends AutoCloseable {

    /**
     * Opens a session, after asking the gate whether the principal may enter the namespace.
     *
     * @param listener told about the session as a whole, on the session's executor
     * @throws BrokerException {@link ErrorCode#NOT_FOUND} when the namespace does not exist, {@link
     *     ErrorCode#ACCESS_REFUSED} when the principal may not use it, {@link ErrorCode#CLOSED} when the broker ends
     */
    Session open(SessionRequest request, SessionListener listener);

    /** State, alarms and counters as they are now. Cheap; may be called from any thread. */
    BrokerStatus status();

    /**
     * What namespaces and groups hold and how fast messages come and go, as it is now. Costs a look at every group; may be
     * called from any thread.
     *
     * @param groups how many groups are described at most, each by itself; 0 for the namespaces alone
     */
    BrokerAccounts accounts(int groups);

    /**
     * The topics of a namespace, in no order; none when there is no such namespace. May be called from any thread but the
     * broker's own: it blocks until they are known.
     */
    List<TopicSettings> topics(String namespace);

    /** Calls the consumer for each event of the broker, in order, on a thread of the broker: it must not block. */
    void onEvent(Consumer<BrokerEvent> consumer);

    /** Ends all sessions, writes what is not yet on disk, and gives the data folder free. Blocks until done. */
    @Override
    void close();
}
