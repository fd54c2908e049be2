// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** Takes each kind of ConnectionRequest: a kind that is forgotten does not compile. */
public interface ConnectionRequestHandler {

    void startOk(ConnectionMethod.StartOk method);

    void secureOk(ConnectionMethod.SecureOk method);

    void tuneOk(ConnectionMethod.TuneOk method);

    void open(ConnectionMethod.Open method);

    void close(ConnectionMethod.Close method);

    void closeOk(ConnectionMethod.CloseOk method);

    void updateSecret(ConnectionMethod.UpdateSecret method);
}
