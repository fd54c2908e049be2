// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import org.portagemq.client.codec.FrameLimits;

/**
 * What holds for every connection.
 *
 * @param namespace in which clients are
 * @param anonymousUser as whom those are admitted who sign nothing; empty for nobody
 * @param waitingRequests of one connection that are not answered yet
 * @param strangers what clients may send before it is known who they are
 */
public record LinkSettings(
        String namespace, String anonymousUser, FrameLimits frames, int waitingRequests, StrangerBudget strangers) {}
