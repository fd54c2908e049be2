// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Locale;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.Gate.Operation;
import org.portagemq.core.api.Gate.Resource;
import org.portagemq.core.api.Principal;

/** Asks the gate, and refuses in words. Thread-safe. */
record Rights(Gate gate) {

    void require(Principal principal, Operation operation, Resource.Kind kind, String namespace, String name) {
        if (!gate.allows(principal, operation, new Resource(kind, namespace, name))) {
            throw new BrokerException(
                    ErrorCode.ACCESS_REFUSED,
                    verb(operation) + " access to " + kind.name().toLowerCase(Locale.ROOT) + " '" + name
                            + "' in namespace '" + namespace + "' refused for user '" + principal.name() + "'");
        }
    }

    void group(SessionState session, Operation operation, String name) {
        require(
                session.principal(),
                operation,
                Resource.Kind.GROUP,
                session.namespace().name(),
                name);
    }

    void topic(SessionState session, Operation operation, String name) {
        require(
                session.principal(),
                operation,
                Resource.Kind.TOPIC,
                session.namespace().name(),
                name);
    }

    void administer(SessionState session) {
        require(
                session.principal(),
                Operation.ADMINISTER,
                Resource.Kind.BROKER,
                session.namespace().name(),
                "");
    }

    private static String verb(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }
}
