// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** A method of AMQP 0-9-1 or of its usual extensions, with its arguments. */
public sealed interface Method
        permits ConnectionMethod,
                ChannelMethod,
                AccessMethod,
                ExchangeMethod,
                QueueMethod,
                BasicMethod,
                ConfirmMethod,
                TxMethod,
                ConnectionRequest,
                ChannelRequest {

    int classId();

    int methodId();

    /** Writes the arguments, without the ids. */
    void write(ArgumentWriter out);
}
