// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

/**
 * A message as the broker hands it out. The arrays may be shared with others: read only.
 *
 * @param place where it was sent to
 * @param attempts how many counted deliveries of it failed before
 * @param header as {@link MessageHeader} encodes it, whoever sent it
 * @param body as {@link MessageHeader#bodyKind} says
 */
@SuppressWarnings("ArrayRecordComponent") // bytes go by reference; these are compared by nobody
public record Incoming(Place place, boolean durable, int priority, int attempts, byte[] header, byte[] body) {}
