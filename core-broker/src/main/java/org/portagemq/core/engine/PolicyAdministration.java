// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import java.util.function.Consumer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.record.Change;

/** Who may put and remove policies, and whom that touches. Belongs to the core. */
final class PolicyAdministration {

    private final Rights rights;
    private final Declarations declarations;
    private Consumer<Namespace> policyChange = namespace -> {};

    PolicyAdministration(Rights rights, Declarations declarations) {
        this.rights = rights;
        this.declarations = declarations;
    }

    /** Says whom to tell when the policies of a namespace have changed. */
    void onChange(Consumer<Namespace> listener) {
        policyChange = listener;
    }

    Void put(SessionState session, PolicySettings policy) {
        rights.administer(session);
        Administration.requireName("policy", policy.name());
        session.namespace().policies().check(policy);
        declarations.change(new Change.PolicyPut(session.namespace().id(), policy), true);
        policyChange.accept(session.namespace());
        return null;
    }

    Void remove(SessionState session, String name, boolean cap) {
        rights.administer(session);
        Namespace namespace = session.namespace();
        if (!namespace.policies().contains(name, cap)) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "no " + (cap ? "operator policy" : "policy") + " '" + name + "' in namespace '" + namespace.name()
                            + "'");
        }
        declarations.change(new Change.PolicyRemoved(namespace.id(), name, cap), true);
        policyChange.accept(namespace);
        return null;
    }

    List<PolicySettings> list(SessionState session) {
        return session.namespace().policies().all();
    }
}
