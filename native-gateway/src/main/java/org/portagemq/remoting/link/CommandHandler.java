// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

/** Carries out requests of one code, on the thread of their connection. */
@FunctionalInterface
public interface CommandHandler {

    /**
     * Answers the request, now or later on the same thread.
     *
     * @throws Refusal when it is not carried out
     * @throws org.portagemq.core.api.BrokerException when the broker refuses it
     */
    void handle(Request request);
}
