// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.List;
import java.util.Optional;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.SubscribeRequest;

/**
 * Messages of a subscription that has a name. It is made when there is none; one that is taken up with another topic or
 * selector while no link is at it begins anew.
 */
final class SubscriptionFeed implements Feed {

    private final Admin admin;
    private final NamedSubscription wanted;
    private boolean prepared;

    SubscriptionFeed(Admin admin, NamedSubscription wanted) {
        this.admin = admin;
        this.wanted = wanted;
    }

    @Override
    public void prepare(Answer<String> answer) {
        admin.describeGroup(wanted.group(), Nodes.answer(info -> found(info, answer), reason -> {
            if (reason.code() == ErrorCode.NOT_FOUND) {
                make(answer);
            } else {
                answer.failed(reason);
            }
        }));
    }

    private void make(Answer<String> answer) {
        admin.declareGroup(
                wanted.settings(),
                Nodes.answer(
                        info -> admin.bind(wanted.binding(), Nodes.answer(done -> ready(answer), reason -> {
                            deleteUnused();
                            answer.failed(reason);
                        })),
                        answer::failed));
    }

    private void found(GroupInfo info, Answer<String> answer) {
        admin.listBindings(
                Optional.empty(),
                Optional.of(wanted.binding().target()),
                Nodes.answer(all -> compare(info, NamedSubscription.own(all), answer), answer::failed));
    }

    private void compare(GroupInfo info, List<Binding> own, Answer<String> answer) {
        boolean inUse = info.consumers() > 0;
        boolean shared = NamedSubscription.isShared(own);
        if (wanted.durable() && !own.isEmpty() && shared != wanted.shared()) {
            answer.failed(refusal("exists as one that is " + (shared ? "shared" : "not shared")));
        } else if (inUse && !wanted.shared()) {
            answer.failed(refusal("is in use"));
        } else if (own.equals(List.of(wanted.binding()))) {
            ready(answer);
        } else if (inUse) {
            answer.failed(refusal("is in use with another topic or selector"));
        } else {
            admin.deleteGroup(wanted.group(), true, false, Nodes.<Long>answer(count -> make(answer), answer::failed));
        }
    }

    private void ready(Answer<String> answer) {
        prepared = true;
        answer.done(wanted.group());
    }

    private BrokerException refusal(String why) {
        return new BrokerException(ErrorCode.LOCKED, "the subscription '" + wanted.name() + "' " + why);
    }

    @Override
    public SubscribeRequest request(String group, boolean settled) {
        // The group holds nothing but what has passed its binding.
        return new SubscribeRequest(group, !wanted.shared(), settled, 0);
    }

    @Override
    public void describe(Source source) {
        wanted.describe(source);
    }

    @Override
    public void leave(boolean forGood) {
        if (prepared && forGood) {
            deleteUnused();
        }
    }

    private void deleteUnused() {
        admin.deleteGroup(wanted.group(), true, false, Nodes.<Long>answer(count -> {}, reason -> {}));
    }
}
