// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.concurrent.Executor;

/**
 * Who opens a session, where, and on which executor its listeners are called.
 *
 * @param executor runs tasks one after the other in the order given, such as an event loop
 */
public record SessionRequest(Principal principal, String namespace, ConnectionInfo connection, Executor executor) {}
