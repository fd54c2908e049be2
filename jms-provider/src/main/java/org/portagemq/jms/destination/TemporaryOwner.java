// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.JMSException;

/** The connection to which temporary destinations belong. */
public interface TemporaryOwner {

    /** Deletes one, unless somebody consumes from it. */
    void delete(PortageDestination destination) throws JMSException;

    /** The owner, where there is one. */
    static TemporaryOwner require(TemporaryOwner owner, PortageDestination destination) throws JMSException {
        if (owner == null) {
            throw new JMSException(
                    "the temporary destination " + destination + " belongs to another connection, which can delete it",
                    "LOCKED");
        }
        return owner;
    }
}
