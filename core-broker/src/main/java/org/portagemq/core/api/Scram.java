// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * The server's end of one login by SCRAM (RFC 5802), which shows that the client knows a password without sending it. Used
 * by one thread at a time; a step that is wrong in itself throws a {@link BrokerException} of code {@link
 * ErrorCode#ACCESS_REFUSED} whose text tells the log, not the client, why.
 */
public interface Scram {

    /** Takes the client's first message and answers with the server's. Says nothing of whether the user exists. */
    byte[] first(byte[] message);

    /**
     * Takes the client's last message, and lets it in.
     *
     * @throws BrokerException {@link ErrorCode#ACCESS_REFUSED} when it does not know the password, or may not come in
     */
    Principal last(byte[] message);

    /** What shows the client that the server knows the password as well: to be sent after a login that succeeded. */
    byte[] proof();
}
