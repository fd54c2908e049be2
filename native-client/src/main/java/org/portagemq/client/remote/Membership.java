// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.concurrent.CompletableFuture;

/** That the client is a member of a group. */
public interface Membership {

    /** Tells all known brokers of it now; completed when they know, or cannot be told. */
    CompletableFuture<Void> announce();

    /** It is none any more; completed when the brokers know, or cannot be told. */
    CompletableFuture<Void> leave();
}
