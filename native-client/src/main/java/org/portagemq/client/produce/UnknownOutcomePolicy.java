// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

/** What a producer does when it does not know whether a message was stored. */
public enum UnknownOutcomePolicy {
    /** The call fails, and the application decides. */
    FAIL,
    /** The message is sent again, with the same id: consumers may get it twice. */
    SEND_AGAIN
}
