// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/** Is told what becomes of messages that are out: for those who do not hand out in the order of arrival. */
public interface BacklogWatcher {

    /** It is ready again. */
    void returned(long offset);

    /** It is done, or cannot be read. */
    void settled(long offset);

    /** Everything is to be looked at from the beginning. */
    void moved();
}
