// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Subscription;

/** How many messages may be pushed; to one consumer, or to several that share it. Belongs to the core. */
final class Credit {

    private int left;

    int left() {
        return left;
    }

    void set(int credit) {
        left = credit;
    }

    void use() {
        if (left != Subscription.UNLIMITED) {
            left--;
        }
    }
}
