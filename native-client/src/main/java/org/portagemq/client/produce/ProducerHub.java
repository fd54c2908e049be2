// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.Optional;
import org.portagemq.client.form.MessageIds;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.remote.HeldReceipts;
import org.portagemq.client.remote.Remote;

/** What all producers of a client share. For the client itself. */
public final class ProducerHub {

    private final Remote remote;
    private final Interceptors interceptors;
    private final HeldReceipts held;
    private final MessageIds ids = new MessageIds();
    private final Replies replies;
    private final Checks checks;

    public ProducerHub(Remote remote, Interceptors interceptors, HeldReceipts held) {
        this.remote = remote;
        this.interceptors = interceptors;
        this.held = held;
        this.replies = new Replies(remote);
        this.checks = new Checks(remote, interceptors);
    }

    Interceptors interceptors() {
        return interceptors;
    }

    HeldReceipts held() {
        return held;
    }

    Replies replies() {
        return replies;
    }

    Checks checks() {
        return checks;
    }

    Shipping shipping(ProducerOptions options, RetryPolicy retry, Optional<QueueSelector> selector) {
        SendTargets targets = new SendTargets(remote, options.group(), new QueueChoice(selector), retry);
        return new Shipping(remote, targets, options, ids);
    }
}
