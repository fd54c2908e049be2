// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

/** Which writes stop first when the disk fills. */
public enum WriteClass {
    /** Publishes, and commits that carry bodies: stop at the watermark. */
    PUBLISH,
    /** Moves, delayed dispatches, cleaning: stop at a lower watermark. */
    MAINTENANCE,
    /** Acks, rollbacks, deletions, snapshots: go on into the reserved spare segment, as they free space. */
    RELEASE
}
