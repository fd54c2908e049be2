// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.snapshot;

/**
 * What a snapshot says of itself.
 *
 * @param generation a number that rises with each snapshot
 * @param replayFrom the log position from which records must be replayed over it
 * @param createdAtMs when it was begun, milliseconds since 1970
 */
public record SnapshotHeader(long generation, long replayFrom, long createdAtMs) {}
