// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** How a message is given back. */
public enum Release {
    /** Its delivery does not count as an attempt. */
    UNCOUNTED,
    /** The delivery counts as an attempt that failed. */
    COUNTED,
    /** Counted in a group with a delivery limit, and not in others. */
    COUNTED_IF_LIMITED
}
