// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

/**
 * How much of a frame is taken from a peer.
 *
 * @param lineBytes of one header, its end not counted
 * @param headBytes of command and headers together
 * @param headers how many
 * @param bodyBytes of a body
 */
public record WireLimits(int lineBytes, int headBytes, int headers, int bodyBytes) {

    /** The same for a peer who has not logged in: a frame without a body, as small as given. */
    public WireLimits beforeLogin(int frameBytes) {
        return new WireLimits(Math.min(lineBytes, frameBytes), frameBytes, headers, 0);
    }
}
