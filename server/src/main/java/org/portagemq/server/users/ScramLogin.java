// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.api.Scram;

/**
 * One login by SCRAM, without binding to a channel.
 *
 * <pre>
 *  client: n,,n=USER,r=NONCE          server: r=NONCE+,s=SALT,i=ITERATIONS
 *  client: c=biws,r=NONCE+,p=PROOF    server: v=SIGNATURE
 * </pre>
 */
final class ScramLogin implements Scram {

    /** What the login asks of those who know the users. */
    interface Users {

        /** The user's hash, or one of nobody. */
        PasswordHash password(String name);

        /**
         * Lets the user in.
         *
         * @param right whether the user knows the password
         * @throws BrokerException when it does not, or may not come in
         */
        Principal decide(String name, boolean right);
    }

    private static final String NO_BINDING = "n,";
    private static final String NO_BINDING_HERE = "y,";

    private final ScramHash hash;
    private final Users users;
    private final String ownNonce;
    private String binding;
    private String firstBare;
    private String answer;
    private String nonce;
    private String user;
    private PasswordHash password;
    private byte[] proof;

    /**
     * @param ownNonce the server's part, new for each login
     */
    ScramLogin(ScramHash hash, Users users, String ownNonce) {
        this.hash = hash;
        this.users = users;
        this.ownNonce = ownNonce;
    }

    @Override
    public byte[] first(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        if (!text.startsWith(NO_BINDING) && !text.startsWith(NO_BINDING_HERE)) {
            throw refused("a binding to the channel is not offered");
        }
        int end = text.indexOf(',', NO_BINDING.length());
        if (end < 0) {
            throw refused("the first message ends too early");
        }
        String acting = text.substring(NO_BINDING.length(), end);
        binding = text.substring(0, end + 1);
        firstBare = text.substring(end + 1);
        String[] fields = firstBare.split(",", -1);
        user = name(field(fields, 0, "n="));
        if (!acting.isEmpty()
                && !(acting.startsWith("a=") && name(acting.substring(2)).equals(user))) {
            throw refused("for another user than the one who logs in");
        }
        nonce = field(fields, 1, "r=") + ownNonce;
        password = users.password(user);
        answer = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(password.salt()) + ",i="
                + password.iterations();
        return answer.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Principal last(byte[] message) {
        if (answer == null) {
            throw refused("the last message comes first");
        }
        String text = new String(message, StandardCharsets.UTF_8);
        int end = text.lastIndexOf(",p=");
        if (end < 0) {
            throw refused("the last message has no proof");
        }
        String[] fields = text.substring(0, end).split(",", -1);
        byte[] bound = decoded(field(fields, 0, "c="));
        if (!binding.equals(new String(bound, StandardCharsets.UTF_8)) || !nonce.equals(field(fields, 1, "r="))) {
            throw refused("the last message belongs to another first one");
        }
        boolean right =
                check(firstBare + "," + answer + "," + text.substring(0, end), decoded(text.substring(end + 3)));
        answer = null;
        return users.decide(user, right);
    }

    private boolean check(String said, byte[] clientProof) {
        ScramHash.Keys keys = password.keys(hash)
                .orElseGet(() -> PasswordHash.ofNobody(1).keys(hash).orElseThrow());
        byte[] signature = hash.hmac(keys.stored(), said);
        if (clientProof.length != signature.length) {
            return false;
        }
        byte[] clientKey = new byte[signature.length];
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] = (byte) (clientProof[i] ^ signature[i]);
        }
        proof = hash.hmac(keys.server(), said);
        return MessageDigest.isEqual(hash.hash(clientKey), keys.stored());
    }

    @Override
    public byte[] proof() {
        return ("v=" + Base64.getEncoder().encodeToString(proof)).getBytes(StandardCharsets.UTF_8);
    }

    private static String field(String[] fields, int index, String name) {
        if (index >= fields.length || !fields[index].startsWith(name)) {
            throw refused("a message without " + name);
        }
        return fields[index].substring(name.length());
    }

    private static String name(String written) {
        return written.replace("=2C", ",").replace("=3D", "=");
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw refused("a part that is not in base 64");
        }
    }

    private static BrokerException refused(String why) {
        return new BrokerException(ErrorCode.ACCESS_REFUSED, "SCRAM: " + why);
    }
}
