// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Transaction;

/** What a client says of a delivery. */
enum Settlement {
    ACK {
        @Override
        void apply(DeliverySource source, long offset) {
            source.ack(offset);
        }

        @Override
        void apply(DeliverySource source, long offset, Transaction transaction) {
            source.ack(offset, transaction);
        }
    },
    /** Given back, and counted as an attempt that failed. */
    REQUEUE {
        @Override
        void apply(DeliverySource source, long offset) {
            source.release(offset, Release.COUNTED);
        }

        @Override
        void apply(DeliverySource source, long offset, Transaction transaction) {
            source.release(offset, Release.COUNTED, transaction);
        }
    },
    REJECT {
        @Override
        void apply(DeliverySource source, long offset) {
            source.reject(offset);
        }

        @Override
        void apply(DeliverySource source, long offset, Transaction transaction) {
            source.reject(offset, transaction);
        }
    };

    abstract void apply(DeliverySource source, long offset);

    /** The same with the commit of a transaction. */
    abstract void apply(DeliverySource source, long offset, Transaction transaction);
}
