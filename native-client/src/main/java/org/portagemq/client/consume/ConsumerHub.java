// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.queue.Notices;
import org.portagemq.client.remote.HeldReceipts;
import org.portagemq.client.remote.Remote;

/** What all consumers of a client share. For the client itself. */
public final class ConsumerHub {

    private final Remote remote;
    private final Interceptors interceptors;
    private final Notices notices;
    private final HeldReceipts held;

    public ConsumerHub(Remote remote, Interceptors interceptors, Notices notices, HeldReceipts held) {
        this.remote = remote;
        this.interceptors = interceptors;
        this.notices = notices;
        this.held = held;
    }

    Remote remote() {
        return remote;
    }

    Interceptors interceptors() {
        return interceptors;
    }

    Notices notices() {
        return notices;
    }

    HeldReceipts held() {
        return held;
    }
}
