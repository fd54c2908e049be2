// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.messaging.Source;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.SubscribeRequest;

/** Messages of a node that was made for the link. */
final class TemporaryFeed implements Feed {

    private final Host host;
    private final TemporaryNode node;
    private final Selectors selectors;
    private Feed inner;

    TemporaryFeed(Host host, Source source, Selectors selectors) {
        this.host = host;
        this.node = new TemporaryNode(host.session().admin(), source.getCapabilities());
        this.selectors = selectors;
    }

    @Override
    public void prepare(Answer<String> answer) {
        node.make(made -> consume(made, answer), answer::failed);
    }

    private void consume(Node made, Answer<String> answer) {
        inner = made.isQueue()
                ? new QueueFeed(host.nodes(), made, selectors)
                : new TopicFeed(host.session().admin(), made, selectors);
        inner.prepare(answer);
    }

    @Override
    public SubscribeRequest request(String group, boolean settled) {
        return inner.request(group, settled);
    }

    @Override
    public void describe(Source source) {
        inner.describe(source);
        node.describe(source);
    }

    @Override
    public void leave(boolean forGood) {
        if (inner != null) {
            inner.leave(forGood);
        }
        node.end();
    }
}
