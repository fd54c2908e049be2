// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.Release;

/** What a client says of a delivery. */
enum Settlement {
    ACK {
        @Override
        void apply(DeliverySource source, long offset) {
            source.ack(offset);
        }
    },
    REQUEUE {
        @Override
        void apply(DeliverySource source, long offset) {
            source.release(offset, Release.COUNTED_IF_LIMITED);
        }
    },
    /** Requeued because the client wants everything again, not because it failed on this message. */
    RECOVER {
        @Override
        void apply(DeliverySource source, long offset) {
            source.release(offset, Release.UNCOUNTED);
        }
    },
    REJECT {
        @Override
        void apply(DeliverySource source, long offset) {
            source.reject(offset);
        }
    };

    abstract void apply(DeliverySource source, long offset);
}
