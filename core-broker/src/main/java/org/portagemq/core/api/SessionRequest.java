// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.concurrent.Executor;

/**
 * Who opens a session, where, and on which executor its listeners are called.
 *
 * @param executor runs tasks one after the other in the order given, such as an event loop; it drops none
 *     but by refusing it, and its thread is never held up: the broker goes on there with what it has to do
 * @param counted whether it is an application's connection, which limits of namespaces and users count
 */
public record SessionRequest(
        Principal principal, String namespace, ConnectionInfo connection, Executor executor, boolean counted) {

    /** For an application's connection. */
    public SessionRequest(Principal principal, String namespace, ConnectionInfo connection, Executor executor) {
        this(principal, namespace, connection, executor, true);
    }

    /** For a single call of administration, which has to be possible where no more connections are. */
    public static SessionRequest uncounted(
            Principal principal, String namespace, ConnectionInfo connection, Executor executor) {
        return new SessionRequest(principal, namespace, connection, executor, false);
    }
}
