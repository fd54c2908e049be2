// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import org.portagemq.client.error.PortageException;

/** What became of a message that was sent. */
public sealed interface SendResult {

    /** It is stored. */
    record Stored(SendReceipt receipt) implements SendResult {}

    /** It is not; or, with {@link org.portagemq.client.error.UnknownOutcomeException}, nobody knows. */
    record Failed(PortageException reason) implements SendResult {}
}
