// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.portagemq.client.config.Credentials;

/** Signs requests: the values of all fields in the order of their names, then the body. One for each connection. */
final class Signer {

    private static final String ALGORITHM = "HmacSHA1";

    private final String accessKey;
    private final Mac mac;

    Signer(Credentials credentials) {
        this.accessKey = credentials.accessKey();
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(credentials.secret().get().getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /** The fields with who sends them, and the signature. */
    Map<String, String> sign(Map<String, String> fields, byte[] body) {
        Map<String, String> signed = new TreeMap<>(fields);
        signed.put("AccessKey", accessKey);
        StringBuilder values = new StringBuilder();
        signed.values().forEach(values::append);
        mac.update(values.toString().getBytes(StandardCharsets.UTF_8));
        signed.put("Signature", Base64.getEncoder().encodeToString(mac.doFinal(body)));
        return signed;
    }
}
