// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayList;
import java.util.List;

/** Numbers for the owners of deliveries, so that a delivery needs to keep no more than a number. */
final class DeliveryOwners {

    private final List<DeliveryOwner> owners = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();

    /** A number for which {@link #set} follows. */
    int reserve() {
        if (free.isEmpty()) {
            owners.add(null);
            return owners.size() - 1;
        }
        return free.remove(free.size() - 1);
    }

    void set(int slot, DeliveryOwner owner) {
        owners.set(slot, owner);
    }

    DeliveryOwner get(int slot) {
        return owners.get(slot);
    }

    /** Closes all; what is in flight goes back to the queues. */
    void closeAll() {
        for (DeliveryOwner owner : owners) {
            if (owner != null) {
                owner.close();
            }
        }
        owners.clear();
        free.clear();
    }

    /** Gives a number free; none of its deliveries may be left. */
    void remove(int slot) {
        owners.set(slot, null);
        free.add(slot);
    }
}
