// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import org.portagemq.remoting.link.ClientLink;

/**
 * A client in a group.
 *
 * @param clientId its own name
 * @param language by number
 */
public record Member(ClientLink link, String clientId, int language, int version) {}
