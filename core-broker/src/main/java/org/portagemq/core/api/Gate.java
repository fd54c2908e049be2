// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** The one place where rights are decided. Thread-safe, quick, and never blocks. */
public interface Gate {

    boolean allows(Principal principal, Operation operation, Resource resource);

    /** Changes whenever an earlier decision may not hold any more; holders of decisions compare it. */
    int epoch();

    /** How many of something the user may have at once; as fresh as the rights. */
    default int limit(Principal principal, Countable of) {
        return NO_LIMIT;
    }

    int NO_LIMIT = -1;

    /** What users may be allowed so many of. */
    enum Countable {
        /** Sessions that count. */
        SESSIONS,
        /** Channels of all their sessions. */
        CHANNELS
    }

    /** What somebody wants to do. */
    enum Operation {
        /** Open a session in a namespace. */
        ENTER,
        CONFIGURE,
        WRITE,
        READ,
        /** Change namespaces, users or the broker itself. */
        ADMINISTER
    }

    /** To what. */
    record Resource(Kind kind, String namespace, String name) {

        /** The kinds of resources. */
        public enum Kind {
            BROKER,
            NAMESPACE,
            TOPIC,
            GROUP
        }
    }

    /** Allows everything, for embedded use and tests. */
    Gate OPEN = new Gate() {
        @Override
        public boolean allows(Principal principal, Operation operation, Resource resource) {
            return true;
        }

        @Override
        public int epoch() {
            return 0;
        }
    };
}
