// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * What a partition of a stream holds.
 *
 * @param first the offset of the oldest message that is kept
 * @param end the offset behind the newest message that nothing can take back; both are equal when there is none
 */
public record StreamBounds(long first, long end) {}
