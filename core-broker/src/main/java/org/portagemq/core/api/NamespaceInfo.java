// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A namespace and the counts of all its groups together; as in {@link GroupInfo}.
 *
 * @param groups groups and partitions of streams
 * @param delayed messages that wait for their time to go to one of its topics or groups
 * @param oldestReady of the group whose oldest ready message came first, epoch ms; 0 when none is known
 */
public record NamespaceInfo(
        NamespaceSettings settings,
        int topics,
        int groups,
        int consumers,
        long ready,
        long inFlight,
        long held,
        long delayed,
        long bytes,
        long arrived,
        long gone,
        long delivered,
        long acknowledged,
        long oldestReady,
        Rates rates) {}
