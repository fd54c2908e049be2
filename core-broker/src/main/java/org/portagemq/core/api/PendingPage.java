// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Optional;

/**
 * Some messages that wait for their time, those due first in front.
 *
 * @param next where the next page begins, for {@link Admin#listPending}; empty on the last one
 */
public record PendingPage(List<PendingMessage> messages, Optional<String> next) {

    public PendingPage {
        messages = List.copyOf(messages);
    }
}
