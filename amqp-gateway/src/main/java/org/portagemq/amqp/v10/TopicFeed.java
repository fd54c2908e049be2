// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Map;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.TerminusDurability;
import org.apache.qpid.proton.amqp.messaging.TerminusExpiryPolicy;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.SubscribeRequest;

/** Messages of a topic by way of a group of the link's own, which goes with it: what passes no selector never gets in. */
final class TopicFeed implements Feed {

    private final Admin admin;
    private final Node topic;
    private final Selectors selectors;
    private String group;
    private boolean over;

    TopicFeed(Admin admin, Node topic, Selectors selectors) {
        this.admin = admin;
        this.topic = topic;
        this.selectors = selectors;
    }

    @Override
    public void prepare(Answer<String> answer) {
        // Exclusive, so that it goes with the session if not before.
        GroupSettings settings = new GroupSettings("", false, true, false, Map.of());
        admin.declareGroup(settings, Nodes.<GroupInfo>answer(info -> bind(info, answer), answer::failed));
    }

    private void bind(GroupInfo info, Answer<String> answer) {
        group = info.settings().name();
        if (over) {
            delete();
            return;
        }
        Binding binding = Binding.toGroup(topic.topic(), group, topic.key()).filtered(selectors.filter());
        admin.bind(binding, Nodes.<Void>answer(done -> answer.done(group), answer::failed));
    }

    @Override
    public SubscribeRequest request(String name, boolean settled) {
        return new SubscribeRequest(name, false, settled, 0);
    }

    @Override
    public void describe(Source source) {
        source.setFilter(selectors.honoured());
        source.setDurable(TerminusDurability.NONE);
        source.setExpiryPolicy(TerminusExpiryPolicy.LINK_DETACH);
    }

    @Override
    public void leave(boolean forGood) {
        over = true;
        if (group != null) {
            delete();
        }
    }

    private void delete() {
        admin.deleteGroup(group, false, false, Nodes.<Long>answer(count -> {}, reason -> {}));
    }
}
