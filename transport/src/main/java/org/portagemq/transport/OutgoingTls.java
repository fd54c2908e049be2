// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS of connections that this server makes to others: whom it trusts. Thread-safe. */
public final class OutgoingTls {

    private final SSLContext context;

    private OutgoingTls(SSLContext context) {
        this.context = context;
    }

    /** Trusts what the Java runtime trusts. */
    public static OutgoingTls system() {
        try {
            return new OutgoingTls(SSLContext.getDefault());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the Java runtime has no usual TLS: " + broken.getMessage(), broken);
        }
    }

    /**
     * Trusts the authorities whose certificates are in a file.
     *
     * @param certificates in PEM
     * @throws IllegalArgumentException when the file is no such thing
     */
    public static OutgoingTls trusting(Path certificates) {
        try (InputStream in = Files.newInputStream(certificates)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return new OutgoingTls(context);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "'" + certificates + "' has no certificates to trust: " + unreadable.getMessage(), unreadable);
        }
    }

    /**
     * Encrypts a connection that was made; closing the result closes it. Blocks for as long as the socket's timeout says.
     *
     * @param host what the peer's certificate has to name
     * @throws IOException when the peer is not trusted, or does not answer
     */
    public Socket over(Socket connected, String host, int port) throws IOException {
        SSLSocket encrypted = (SSLSocket) context.getSocketFactory().createSocket(connected, host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }
}
