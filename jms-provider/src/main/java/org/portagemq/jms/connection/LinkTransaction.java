// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.SessionCommand;

/** A transaction that a session works in: it belongs to the link in which it was begun, and is rolled back with that. */
record LinkTransaction(LinkClient link, long number) {

    static final String IN_DOUBT = "IN_DOUBT";
    static final String ROLLED_BACK = "ROLLED_BACK";

    /** Whether the broker has rolled it back since, because the link broke. */
    boolean isLost() {
        return link.ended() != null;
    }

    /**
     * Commits it. Where the link breaks before the answer the broker is asked on the next one whether it was committed.
     *
     * @throws JMSException with code {@value #IN_DOUBT} when nobody can tell, {@value #ROLLED_BACK} when it was not
     */
    void commit(Uplink uplink) throws JMSException {
        String key = uplink.newKey();
        try {
            uplink.requestOnce(link, request -> new SessionCommand.Commit(request, number, key));
        } catch (JMSException failed) {
            if (!isLost()) {
                throw failed;
            }
            if (key == null) {
                throw Exceptions.caused(inDoubt(), failed);
            }
            if (!isCommitted(uplink, key, failed)) {
                // Another broker of the list would not know of it either.
                throw Exceptions.caused(uplink.isOfOneBroker() ? rolledBack() : inDoubt(), failed);
            }
        }
    }

    private static boolean isCommitted(Uplink uplink, String key, JMSException failed) throws JMSException {
        try {
            uplink.request(request -> new SessionCommand.AskCommitted(request, key));
            return true;
        } catch (JMSException answer) {
            if (Failure.Kind.NOT_FOUND.name().equals(answer.getErrorCode())) {
                return false;
            }
            throw Exceptions.caused(inDoubt(), failed);
        }
    }

    private static JMSException inDoubt() {
        return new JMSException(
                "it is not known whether the transaction was committed: the connection to the broker was lost before it"
                        + " answered. Messages that were received in it come again if it was not",
                IN_DOUBT);
    }

    private static JMSException rolledBack() {
        return new JMSException("the connection to the broker was lost before the commit arrived", ROLLED_BACK);
    }

    void tell(SessionCommand command) {
        link.tell(command);
    }
}
