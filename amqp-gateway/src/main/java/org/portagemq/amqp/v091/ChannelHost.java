// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.time.Duration;
import org.portagemq.core.api.Session;

/** What a channel needs of its connection. */
interface ChannelHost {

    Output output();

    /** For calls to the broker, which hears them at the end of the batch. */
    Session session();

    Names names();

    String user();

    AmqpLimits limits();

    ContentBudget contents();

    /** Whether the client wants to hear when the broker ends a consumer. */
    boolean cancelNotify();

    /** Closes the whole connection because of a request of one of its channels. */
    void closeConnection(AmqpException reason, int classId, int methodId);

    /**
     * Runs the task again and again, until the connection is over.
     *
     * @return ends it before
     */
    Runnable every(Duration interval, Runnable task);

    /** The channel has something to do at the end of this batch. */
    void touched(Channel091 channel);

    /** The channel is over: its number is free. */
    void forget(int channel);

    /** A message is about to be published. */
    void published();

    /** The channel keeps more requests waiting than it may, or no longer does. */
    void backlog(boolean tooLong);
}
