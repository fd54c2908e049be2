// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * Where a stream keeps a message: enough to find it again.
 *
 * @param partitionId the identity of the partition in this broker, never used again for another one
 * @param partition its number in the stream
 * @param offset the message's place in it
 */
public record StreamPlace(int partitionId, int partition, long offset) {}
