// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import org.portagemq.core.api.Payload;

/**
 * One frame.
 *
 * @param headers without escapes
 * @param sized whether it said how long its body is
 */
public record Frame(Command command, Headers headers, Payload body, boolean sized) {}
