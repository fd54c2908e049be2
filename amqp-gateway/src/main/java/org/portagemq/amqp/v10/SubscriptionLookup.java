// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.List;
import java.util.Optional;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupInfo;

/**
 * A link without a source: the peer asks for a durable subscription that it has by the link's name, without consuming. To
 * close the link ends the subscription with all that waits in it.
 */
final class SubscriptionLookup implements Link10 {

    private final Admin admin;
    private final Sender sender;
    private final boolean global;
    private final String name;
    private final String group;
    private boolean found;
    private boolean over;

    SubscriptionLookup(Admin admin, Sender sender, String container) {
        this.admin = admin;
        this.sender = sender;
        this.global = Node.has(sender.getRemoteDesiredCapabilities(), NamedSubscription.GLOBAL);
        this.name = NamedSubscription.nameIn(sender.getName());
        this.group = NamedSubscription.durableGroup(global ? null : container, name);
    }

    @Override
    public void attach() {
        admin.describeGroup(group, Nodes.<GroupInfo>answer(this::bindings, reason -> refuse(Conditions.of(reason))));
    }

    private void bindings(GroupInfo info) {
        admin.listBindings(
                Optional.empty(),
                Optional.of(new Binding.Target.Group(group)),
                Nodes.answer(all -> answer(info, NamedSubscription.own(all)), reason -> refuse(Conditions.of(reason))));
    }

    /** A queue of the name, which collects from no topic, is no subscription. */
    private void answer(GroupInfo info, List<Binding> own) {
        if (over) {
            return;
        }
        if (own.isEmpty() || !info.settings().durable()) {
            refuse(Conditions.of(Conditions.NOT_FOUND, "there is no durable subscription '" + name + "'"));
        } else if (info.consumers() > 0) {
            refuse(Conditions.of(Conditions.LOCKED, "the subscription '" + name + "' is in use"));
        } else {
            found = true;
            sender.setSource(NamedSubscription.describe(own.get(0), global));
            sender.setTarget(sender.getRemoteTarget());
            sender.open();
        }
    }

    @Override
    public void refuse(ErrorCondition reason) {
        if (!over) {
            over = true;
            Links.end(sender, reason);
        }
    }

    @Override
    public void flow() {
        // Nothing is delivered here.
    }

    @Override
    public void delivery(Delivery delivery) {
        // As there is none, nothing becomes of one.
    }

    @Override
    public void gone(boolean forGood) {
        if (!over && found && forGood) {
            admin.deleteGroup(group, true, false, Nodes.<Long>answer(count -> {}, reason -> {}));
        }
        over = true;
    }
}
