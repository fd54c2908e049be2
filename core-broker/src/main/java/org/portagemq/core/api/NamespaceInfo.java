// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A namespace and the counts of all its groups together; as in {@link GroupInfo}.
 *
 * @param groups groups and partitions of streams
 */
public record NamespaceInfo(
        NamespaceSettings settings,
        int topics,
        int groups,
        int consumers,
        long ready,
        long inFlight,
        long bytes,
        long arrived,
        long gone) {}
