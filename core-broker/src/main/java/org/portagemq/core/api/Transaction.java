// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** A local transaction of one session: publishes and acknowledgements that take effect together or not at all. */
public interface Transaction {

    /** Makes everything done in it visible at once. Answered when durable. */
    void commit(Answer<Void> answer);

    /** Forgets its messages; those acknowledged in it are in flight again. */
    void rollback(Answer<Void> answer);
}
