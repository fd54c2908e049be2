// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A message that was found in a stream by its place.
 *
 * @param topic the stream
 */
public record PlacedMessage(String topic, StreamPlace place, StoredMessage message) {}
