// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.concurrent.CompletionStage;

/** Checks who somebody is. Thread-safe. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Checks a name and a password. Completes on a thread of the authenticator, exceptionally with a {@link
     * BrokerException} of code {@link ErrorCode#ACCESS_REFUSED} whose text tells the log, not the client, why.
     */
    CompletionStage<Principal> authenticate(String name, byte[] password, ConnectionInfo connection);
}
