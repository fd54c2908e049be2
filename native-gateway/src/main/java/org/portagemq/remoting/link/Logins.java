// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;

/** Finds out whom requests are from. Thread-safe. */
public final class Logins {

    private static final String ACCESS_KEY = "AccessKey";

    private final Authenticator authenticator;

    public Logins(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * The user of a request.
     *
     * @throws Refusal when it names none and has to, or its signature is wrong
     */
    String userOf(Command command, String anonymous, Optional<String> certified) {
        if (command.field(ACCESS_KEY) != null) {
            throw new Refusal(ResponseCode.NO_PERMISSION, "requests with a signature are not supported by this broker");
        }
        String user = certified.orElse(anonymous);
        if (user.isEmpty()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "the request has no signature: give the client an access key and its secret");
        }
        return user;
    }

    CompletionStage<Principal> admit(String user, Command command, ConnectionInfo connection) {
        return authenticator.admit(user, connection);
    }
}
