// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Version;

/** How a subscription's messages are acknowledged. */
enum AckMode {
    /** By being sent. */
    AUTO,
    /** With all that the subscription was sent before. */
    CLIENT,
    /** Each by itself. */
    INDIVIDUAL;

    static AckMode of(String ack, Version version) {
        if (ack == null || ack.equals("auto")) {
            return AUTO;
        }
        if (ack.equals("client")) {
            return CLIENT;
        }
        if (ack.equals("client-individual") && version.atLeast(Version.V1_1)) {
            return INDIVIDUAL;
        }
        throw StompException.invalid(
                HeaderNames.ACK,
                ack,
                "expected auto, client" + (version.atLeast(Version.V1_1) ? " or client-individual" : ""));
    }
}
