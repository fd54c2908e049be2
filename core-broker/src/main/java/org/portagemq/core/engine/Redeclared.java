// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Objects;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.TopicSettings;

/** What is declared again has to be what it was. Pure functions. */
final class Redeclared {

    private Redeclared() {}

    static void requireSame(TopicSettings existing, TopicSettings wanted, Namespace namespace) {
        String what = "topic '" + existing.name() + "' in namespace '" + namespace.name() + "'";
        requireSame(what, "kind", existing.kind(), wanted.kind());
        requireSame(what, "durable", existing.durable(), wanted.durable());
        requireSame(what, "auto-delete", existing.autoDelete(), wanted.autoDelete());
        requireSame(what, "internal", existing.internal(), wanted.internal());
        requireSame(what, "alternate", existing.alternate(), wanted.alternate());
        requireSame(what, "partitions", existing.partitions(), wanted.partitions());
        requireSame(what, "arguments", existing.arguments(), wanted.arguments());
    }

    static void requireSame(GroupSettings existing, GroupSettings wanted, Namespace namespace) {
        String what = "group '" + existing.name() + "' in namespace '" + namespace.name() + "'";
        requireSame(what, "durable", existing.durable(), wanted.durable());
        requireSame(what, "exclusive", existing.exclusive(), wanted.exclusive());
        requireSame(what, "auto-delete", existing.autoDelete(), wanted.autoDelete());
        requireSame(what, "arguments", existing.arguments(), wanted.arguments());
        requireSame(what, "rules", existing.rules(), wanted.rules());
    }

    private static void requireSame(String what, String field, Object existing, Object wanted) {
        if (!Objects.equals(existing, wanted)) {
            throw new BrokerException(
                    ErrorCode.MISMATCH,
                    what + " exists with " + field + " = " + existing + ", and was asked for with " + wanted);
        }
    }
}
