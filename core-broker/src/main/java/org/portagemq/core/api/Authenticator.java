// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Checks who somebody is. Thread-safe. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Checks a name and a password. Completes on a thread of the authenticator, exceptionally with a {@link
     * BrokerException} of code {@link ErrorCode#ACCESS_REFUSED} whose text tells the log, not the client, why.
     */
    CompletionStage<Principal> authenticate(String name, byte[] password, ConnectionInfo connection);

    /**
     * Admits somebody whose name was proven otherwise, as by a certificate, or who needs no proof: checks that the user
     * exists and may come from there. Completes as {@link #authenticate} does.
     */
    default CompletionStage<Principal> admit(String name, ConnectionInfo connection) {
        return CompletableFuture.failedFuture(
                new BrokerException(ErrorCode.ACCESS_REFUSED, "only names with passwords are known here"));
    }

    /**
     * Checks a token, which stands for its user's name and password. Completes as {@link #authenticate} does; the {@link
     * Principal} says until when it is good.
     */
    default CompletionStage<Principal> authenticateToken(String token, ConnectionInfo connection) {
        return CompletableFuture.failedFuture(
                new BrokerException(ErrorCode.ACCESS_REFUSED, "tokens are not known here"));
    }

    /**
     * Whether a request over the connection is the user's own. Does not block.
     *
     * @param signature tells whether the request is signed with a key; not asked when the user has none, or when too many
     *     requests were wrongly signed lately
     */
    default boolean isSignedBy(String name, Predicate<byte[]> signature, ConnectionInfo connection) {
        return false;
    }

    /** Whether passwords are taken over the connection: where others could read them they may not be. */
    default boolean takesPasswords(ConnectionInfo connection) {
        return true;
    }

    /** The mechanisms of SCRAM that are offered over the connection, the best one first. */
    default List<String> scramMechanisms(ConnectionInfo connection) {
        return List.of();
    }

    /** Begins a login by one of {@link #scramMechanisms}. */
    default Scram scram(String mechanism, ConnectionInfo connection) {
        throw new BrokerException(ErrorCode.ACCESS_REFUSED, mechanism + " is not known here");
    }

    /** The user as whom those are admitted who name none; empty when there is no such user. */
    default Optional<String> anonymousUser() {
        return Optional.empty();
    }
}
