// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.List;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.produce.Joining;

/** Acknowledges messages that were popped in transactions that wait for their producers. */
final class HeldAcks {

    private final ReadRights rights;
    private final PopGroups groups;

    HeldAcks(ReadRights rights, PopGroups groups) {
        this.rights = rights;
        this.groups = groups;
    }

    /** @param waiting the id of the transaction */
    void hold(Request request, long waiting) {
        Out message = Out.of(request);
        Holding holding = new Holding(request, message, waiting, request.text("producerGroup"));
        // Who may not read may not decide either: that is said before anything is held.
        rights.requireToSettle(request, message, holding::begin, () -> request.refuse(message.gone()));
    }

    /** One message that looks for the group by which it is out. */
    private final class Holding implements Answer<Void> {
        private final Request request;
        private final Out message;
        private final long waiting;
        private final String producers;

        Holding(Request request, Out message, long waiting, String producers) {
            this.request = request;
            this.message = message;
            this.waiting = waiting;
            this.producers = producers;
        }

        void begin() {
            ask(groups.of(message.topic(), message.group()), 0);
        }

        private void ask(List<PopGroup> all, int index) {
            if (index == all.size()) {
                refuse(message.gone());
                return;
            }
            PopGroup group = all.get(index);
            group.run(() -> {
                if (!group.hold(message, waiting, producers, this)) {
                    ask(all, index + 1);
                }
            });
        }

        @Override
        public void done(Void held) {
            request.link().execute(request::done);
        }

        @Override
        public void failed(BrokerException reason) {
            refuse(Joining.refusal(reason));
        }

        private void refuse(Refusal refusal) {
            request.link().execute(() -> request.refuse(refusal));
        }
    }
}
