// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

/** One call of a session, carried out in the core. */
interface Command {

    /** Carries it out; false when there is no room for what it writes, so that it has to be tried again later. */
    boolean run();

    /** Whether it may be carried out while earlier calls of the session wait for room: it writes no message. */
    default boolean overtakes() {
        return false;
    }

    /** Whether it brings messages: limits of groups are kept before every other call sees them. */
    default boolean publishes() {
        return false;
    }

    /** Whether it settles messages that are out. */
    default boolean settles() {
        return false;
    }

    /**
     * Whether it decides about messages that are out in another way than at once: while it waits, later calls about such
     * messages wait behind it.
     */
    default boolean settlesLater() {
        return false;
    }

    /** A call of a transaction, which may hold messages that are out. */
    record OfTransaction(Command call) implements Command {
        @Override
        public boolean run() {
            return call.run();
        }

        @Override
        public boolean settlesLater() {
            return true;
        }
    }

    /** A call that always succeeds, in its place. */
    static Command of(Runnable call) {
        return () -> {
            call.run();
            return true;
        };
    }

    /** A call that takes effect at once, whatever waits. */
    record Urgent(Runnable call) implements Command {
        @Override
        public boolean run() {
            call.run();
            return true;
        }

        @Override
        public boolean overtakes() {
            return true;
        }
    }
}
