// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client;

import java.util.Map;

/**
 * How a client is.
 *
 * @param connections whether each server that was needed is connected
 * @param bytesInFlight of messages on their way to brokers
 * @param eventsDropped that a slow listener has missed
 * @param interceptorFailures that were logged
 */
public record ClientStatus(
        Map<String, Boolean> connections, long bytesInFlight, long eventsDropped, long interceptorFailures) {}
