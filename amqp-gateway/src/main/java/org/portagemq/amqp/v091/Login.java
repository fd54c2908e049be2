// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of one connection: which mechanisms are on offer for it, and what a client's answer to one of them proves.
 * EXTERNAL is offered to those who have shown a certificate, ANONYMOUS where a user for it is set.
 */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private final Authenticator authenticator;
    private final ConnectionInfo info;
    private final Optional<String> certified;
    private String name = "";

    Login(Authenticator authenticator, ConnectionInfo info, Optional<String> certified) {
        this.authenticator = authenticator;
        this.info = info;
        this.certified = certified;
    }

    /** In the order of preference, parted by spaces. */
    String mechanisms() {
        List<String> offered = new ArrayList<>();
        if (authenticator.takesPasswords(info)) {
            offered.add(SaslResponse.PASSWORD_MECHANISMS);
        }
        if (certified.isPresent()) {
            offered.add("EXTERNAL");
        }
        if (authenticator.anonymousUser().isPresent()) {
            offered.add("ANONYMOUS");
        }
        if (offered.isEmpty()) {
            LOG.info(
                    "{} is offered no way to log in: passwords are not taken in clear text from other machines"
                            + " (auth.allow-cleartext)",
                    info.peer());
        }
        return String.join(" ", offered);
    }

    /** Who wants in, as far as is known; not checked. */
    String name() {
        return name;
    }

    /** Checks the client's answer. Completes as {@link Authenticator}'s methods do. */
    CompletionStage<Principal> check(ConnectionMethod.StartOk answer) {
        String mechanism = answer.mechanism();
        if (mechanism.equals("EXTERNAL") && certified.isPresent()) {
            name = certified.get();
            return authenticator.admit(name, info);
        }
        if (mechanism.equals("ANONYMOUS") && authenticator.anonymousUser().isPresent()) {
            name = authenticator.anonymousUser().get();
            return authenticator.admit(name, info);
        }
        SaslResponse response = SaslResponse.read(mechanism, answer.response(), mechanisms());
        name = response.name();
        return authenticator.authenticate(name, response.password().array(), info);
    }
}
