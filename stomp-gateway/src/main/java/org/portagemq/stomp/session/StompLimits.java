// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.time.Duration;
import org.portagemq.stomp.wire.WireLimits;

/**
 * What one connection may have, and what it is offered.
 *
 * @param frames of a client that has logged in
 * @param loginFrameBytes of a client that has not
 * @param subscriptions open at one time
 * @param prefetch messages that a subscription with acknowledgements gets ahead, when it does not say
 * @param maxPrefetch the most that it may say
 * @param transactions open at one time
 * @param heartbeat the least interval in which signs of life are expected, and the one in which they are offered
 * @param defaultNamespace where those are who name none
 * @param unknownHostIsDefault whether those are there too who name one that does not exist
 * @param server what clients are told of the server; empty for nothing
 */
public record StompLimits(
        WireLimits frames,
        int loginFrameBytes,
        int subscriptions,
        int prefetch,
        int maxPrefetch,
        int transactions,
        Duration heartbeat,
        String defaultNamespace,
        boolean unknownHostIsDefault,
        String server) {}
