// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A namespace.
 *
 * @param flush when durable messages count as stored: {@link FlushPolicy#SYNC} or {@link FlushPolicy#ASYNC}, or
 *     {@link FlushPolicy#DEFAULT} for the broker's own
 * @param limits how much there may be in it
 */
public record NamespaceSettings(String name, FlushPolicy flush, NamespaceLimits limits) {

    /** One without limits of its own. */
    public NamespaceSettings(String name, FlushPolicy flush) {
        this(name, flush, NamespaceLimits.NONE);
    }
}
