// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;

/**
 * Finds out whom requests are from: by the access key that they name, which is a user's name, and their signature with that
 * user's key. A signature covers the values of all fields, in the order of their names, and the body. Thread-safe.
 */
public final class Logins {

    private static final String ACCESS_KEY = "AccessKey";
    private static final String SIGNATURE = "Signature";
    private static final String ALGORITHM = "HmacSHA1";

    private final Authenticator authenticator;

    public Logins(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * The user of a request.
     *
     * @throws Refusal when it names none and has to, or its signature is wrong
     */
    String userOf(Command command, String anonymous, Optional<String> certified, ConnectionInfo connection) {
        String accessKey = command.field(ACCESS_KEY);
        if (accessKey != null) {
            requireSignature(command, accessKey, connection);
            return accessKey;
        }
        String user = certified.orElse(anonymous);
        if (user.isEmpty()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "the request has no signature: give the client an access key and its secret");
        }
        return user;
    }

    private void requireSignature(Command command, String accessKey, ConnectionInfo connection) {
        String signature = command.field(SIGNATURE);
        byte[] given = signature == null ? new byte[0] : signature.getBytes(StandardCharsets.US_ASCII);
        boolean right = authenticator.isSignedBy(
                accessKey,
                key -> MessageDigest.isEqual(sign(command, key).getBytes(StandardCharsets.US_ASCII), given),
                connection);
        if (!right) {
            // Who is not known hears the same as who has signed with another key.
            throw new Refusal(ResponseCode.NO_PERMISSION, "check signature failed.");
        }
    }

    static String sign(Command command, byte[] key) {
        StringBuilder values = new StringBuilder();
        for (Map.Entry<String, String> field : new TreeMap<>(command.fields()).entrySet()) {
            if (!field.getKey().equals(SIGNATURE)) {
                values.append(field.getValue());
            }
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(values.toString().getBytes(StandardCharsets.UTF_8));
            mac.update(command.body());
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    CompletionStage<Principal> admit(String user, Command command, ConnectionInfo connection) {
        return authenticator.admit(user, connection);
    }
}
