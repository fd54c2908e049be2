// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.qpid.proton.engine.Sasl;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Scram;

/**
 * How a peer proves who it is: PLAIN where passwords are taken, SCRAM where the authenticator offers it, EXTERNAL with a
 * certificate, ANONYMOUS where set.
 */
final class SaslExchange {

    private static final String PLAIN = "PLAIN";
    private static final String EXTERNAL = "EXTERNAL";
    private static final String ANONYMOUS = "ANONYMOUS";

    private final Authenticator authenticator;
    private final ConnectionInfo info;
    private final Optional<String> certified;
    private final List<String> offered = new ArrayList<>();
    private final List<String> scrams;
    private Scram scram;
    private Principal known;

    SaslExchange(Authenticator authenticator, ConnectionInfo info, Optional<String> certified) {
        this.authenticator = authenticator;
        this.info = info;
        this.certified = certified;
        if (certified.isPresent()) {
            offered.add(EXTERNAL);
        }
        scrams = authenticator.scramMechanisms(info);
        offered.addAll(scrams);
        if (authenticator.takesPasswords(info)) {
            offered.add(PLAIN);
        }
        if (authenticator.anonymousUser().isPresent()) {
            offered.add(ANONYMOUS);
        }
    }

    /** What the peer may choose from; with nothing to offer PLAIN is named, because the list must not be empty. */
    String[] mechanisms() {
        return offered.isEmpty() ? new String[] {PLAIN} : offered.toArray(new String[0]);
    }

    /** Lets a peer in that proves nothing; empty where that is not allowed. */
    Optional<CompletionStage<Principal>> anonymous() {
        return authenticator.anonymousUser().map(user -> authenticator.admit(user, info));
    }

    /**
     * Takes what the peer has chosen, or its answer to a challenge. Empty when another answer is waited for; completes as
     * {@link Authenticator}'s methods do.
     */
    Optional<CompletionStage<Principal>> check(Sasl sasl) {
        byte[] response = new byte[Math.max(0, sasl.pending())];
        if (response.length > 0) {
            sasl.recv(response, 0, response.length);
        }
        if (scram != null) {
            return guarded(() -> goOn(sasl, response));
        }
        String mechanism = sasl.getRemoteMechanisms()[0];
        if (!offered.contains(mechanism)) {
            return Optional.of(refused("mechanism " + mechanism.replaceAll("\\p{Cntrl}", "?") + " is not offered"));
        }
        if (scrams.contains(mechanism)) {
            return guarded(() -> begin(sasl, mechanism, response));
        }
        return Optional.of(
                switch (mechanism) {
                    case EXTERNAL -> authenticator.admit(certified.orElseThrow(), info);
                    case ANONYMOUS -> anonymous().orElseThrow();
                    default -> plain(response);
                });
    }

    private static Optional<CompletionStage<Principal>> guarded(Supplier<Optional<CompletionStage<Principal>>> step) {
        try {
            return step.get();
        } catch (BrokerException refusal) {
            return Optional.of(CompletableFuture.failedFuture(refusal));
        }
    }

    private Optional<CompletionStage<Principal>> begin(Sasl sasl, String mechanism, byte[] response) {
        scram = authenticator.scram(mechanism, info);
        challenge(sasl, scram.first(response));
        return Optional.empty();
    }

    /** The answer to the first challenge is the proof; that to the second one, which proves us, says nothing. */
    private Optional<CompletionStage<Principal>> goOn(Sasl sasl, byte[] response) {
        if (known != null) {
            return Optional.of(CompletableFuture.completedFuture(known));
        }
        known = scram.last(response);
        challenge(sasl, scram.proof());
        return Optional.empty();
    }

    private static void challenge(Sasl sasl, byte[] bytes) {
        sasl.send(bytes, 0, bytes.length);
    }

    /** The one for whom is acted has to be the one who has the password. */
    private CompletionStage<Principal> plain(byte[] response) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0) {
            return refused("the response of PLAIN has no name or no password");
        }
        String acting = new String(response, 0, first, StandardCharsets.UTF_8);
        String name = new String(response, first + 1, second - first - 1, StandardCharsets.UTF_8);
        if (!acting.isEmpty() && !acting.equals(name)) {
            return refused("PLAIN for another user than the one who logs in");
        }
        return authenticator.authenticate(name, Arrays.copyOfRange(response, second + 1, response.length), info);
    }

    private static int indexOfNul(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static CompletionStage<Principal> refused(String why) {
        return CompletableFuture.failedFuture(new BrokerException(ErrorCode.ACCESS_REFUSED, why));
    }
}
