// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.JMSException;

/** What a received message belongs to: who is told that it is acknowledged. */
@FunctionalInterface
public interface Acknowledger {

    /** Acknowledges as the session's mode says; does nothing where that acknowledges by itself. */
    void acknowledge() throws JMSException;
}
