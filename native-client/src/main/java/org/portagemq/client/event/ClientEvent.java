// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.event;

import java.time.Duration;

/** Something about a client that an application may want to know. */
public sealed interface ClientEvent {

    /** A connection is there. */
    record Connected(String endpoint) implements ClientEvent {}

    /** A connection has ended; requests without an answer have failed, or are tried again. */
    record Disconnected(String endpoint, String reason) implements ClientEvent {}

    /**
     * A server could not be reached.
     *
     * @param attempt that failed, from 1
     * @param delay after which the next one is made
     */
    record Reconnecting(String endpoint, int attempt, Duration delay) implements ClientEvent {}

    /** A topic has other queues, or other brokers, than before. */
    record RouteChanged(String topic) implements ClientEvent {}

    /** The broker has asked for patience. */
    record Throttled(String topic, String reason) implements ClientEvent {}

    /** The client is closed; no event follows. */
    record Closed() implements ClientEvent {}
}
