// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.messaging.Source;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.SubscribeRequest;

/** What feeds a link to a peer: a group, which may have to be made before, and to be deleted behind it. */
interface Feed {

    /** Answers the name of the group when it can be consumed from. */
    void prepare(Answer<String> answer);

    /** How the group is consumed from. */
    SubscribeRequest request(String group, boolean settled);

    /** Makes what the peer asked for what it gets. */
    void describe(Source source);

    /**
     * The link is over, and its subscription closed.
     *
     * @param forGood the peer has closed it, rather than detached or lost
     */
    void leave(boolean forGood);
}
