// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

/**
 * What a push consumer has done.
 *
 * @param held messages that it has, among them those that are worked on
 * @param running messages that are worked on
 * @param lost messages that others may have got while they were worked on
 */
public record PushStats(int held, int running, long acknowledged, long retried, long deadLetters, long lost) {}
