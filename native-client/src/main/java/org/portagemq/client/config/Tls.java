// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How connections are encrypted.
 *
 * @param context with the certificates that are trusted, and the client's own if it has one
 * @param names whether a certificate has to name the host that it is of
 */
public record Tls(SSLContext context, NameCheck names) {

    /** Whether the name in a certificate counts. */
    public enum NameCheck {
        REQUIRED,
        NONE
    }

    /** Trusts what the Java runtime trusts. */
    public static Tls system() {
        try {
            return new Tls(SSLContext.getDefault(), NameCheck.REQUIRED);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the Java runtime has no usual TLS: " + broken.getMessage(), broken);
        }
    }

    /**
     * Trusts the certificates of a file, and those that they have signed.
     *
     * @param certificates PEM or DER
     * @throws IllegalArgumentException when the file is no such thing
     */
    public static Tls trusting(Path certificates) {
        try (InputStream in = Files.newInputStream(certificates)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return new Tls(context, NameCheck.REQUIRED);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "'" + certificates + "' has no certificates to trust: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The same for certificates that do not name the host, as those of tests. */
    public Tls withoutNames() {
        return new Tls(context, NameCheck.NONE);
    }
}
