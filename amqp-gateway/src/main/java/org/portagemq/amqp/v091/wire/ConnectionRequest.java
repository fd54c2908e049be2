// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** A method that a client may send on channel 0. */
public sealed interface ConnectionRequest extends Method
        permits ConnectionMethod.StartOk,
                ConnectionMethod.SecureOk,
                ConnectionMethod.TuneOk,
                ConnectionMethod.Open,
                ConnectionMethod.Close,
                ConnectionMethod.CloseOk,
                ConnectionMethod.UpdateSecret {

    /** Calls the one method of the handler that is meant for this request. */
    void dispatch(ConnectionRequestHandler handler);
}
