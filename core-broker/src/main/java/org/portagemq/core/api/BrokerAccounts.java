// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;

/**
 * What all namespaces and some groups hold, at one moment.
 *
 * @param groups in the order of their declaration, partitions of streams among them
 * @param left how many groups are not among them
 */
public record BrokerAccounts(List<NamespaceInfo> namespaces, List<OfGroup> groups, long left) {

    public BrokerAccounts {
        namespaces = List.copyOf(namespaces);
        groups = List.copyOf(groups);
    }

    /** A group of a namespace. */
    public record OfGroup(String namespace, GroupInfo info) {}
}
