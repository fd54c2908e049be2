// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.channel.ChannelHandler;
import org.portagemq.transport.Connection;

/** One version of AMQP on the shared port. */
interface ProtocolVersion {

    /**
     * @param header the first eight octets of the connection, the first one highest
     */
    boolean speaks(long header);

    /** What serves the connection from the octet behind the header on. */
    ChannelHandler handler(Connection connection);
}
