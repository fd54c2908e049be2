// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.messaging.Source;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.SubscribeRequest;

/** Messages of a queue, which is there before the link and behind it. */
record QueueFeed(Nodes nodes, Node queue, Selectors selectors) implements Feed {

    @Override
    public void prepare(Answer<String> answer) {
        nodes.find(queue, () -> answer.done(queue.key()), answer::failed);
    }

    @Override
    public SubscribeRequest request(String group, boolean settled) {
        StreamSource place = selectors.start() == null ? null : StreamSource.ofGroup(group, selectors.start());
        return new SubscribeRequest(group, false, settled, 0, 0, selectors.filter(), place);
    }

    @Override
    public void describe(Source source) {
        source.setFilter(selectors.honoured());
    }

    @Override
    public void leave(boolean forGood) {
        // The queue stays.
    }
}
