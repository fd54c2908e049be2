// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A protocol that is spoken in WebSockets.
 *
 * @param paths at which it is
 * @param subprotocols of which the client may choose; a client that names none, or others only, gets none
 * @param frameBytes the largest frame that is taken, also after inflating
 * @param earlyBytes so many are taken before the peer has logged in
 * @param text what messages of text are
 * @param handlers adds the protocol's handlers to the end of the connection's pipeline; they see and write bytes
 */
public record WebSocketProtocol(
        Set<String> paths,
        List<String> subprotocols,
        int frameBytes,
        int earlyBytes,
        Text text,
        Consumer<Connection> handlers) {

    /** What messages of text are to a protocol. */
    public enum Text {
        /** Not known: all messages are binary, in both directions. */
        REFUSED,
        /** Bytes like others. What is sent is text where it is valid UTF-8. */
        TAKEN,
        /** The same, and the handlers are told where they end, by the event {@link WebSocketUpgrade#TEXT_END}. */
        ENDS_TOLD
    }
}
