// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.core.api.Payload;

/** A name and what proves it. */
public record Credentials(String name, Payload password) {}
