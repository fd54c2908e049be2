// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.time.Duration;

/**
 * Bounds of a connection.
 *
 * @param frameMax octets of a frame as offered, with head and end
 * @param channelMax open channels of a connection, and the highest channel number
 * @param heartbeatSeconds as offered; 0 for none
 * @param messageBytes size of one body
 * @param unackedPerChannel messages handed out on one channel and not acknowledged
 * @param consumersPerChannel consumers of one channel
 * @param waitingPerChannel requests that a channel keeps while earlier ones are answered
 * @param consumerTimeout time in which a delivery has to be settled, 0 for any
 */
public record AmqpLimits(
        int frameMax,
        int channelMax,
        int heartbeatSeconds,
        int messageBytes,
        int unackedPerChannel,
        int consumersPerChannel,
        int waitingPerChannel,
        Duration consumerTimeout) {

    /** Octets of a frame before login. */
    public static final int HANDSHAKE_FRAME = 8 * 1024;
}
