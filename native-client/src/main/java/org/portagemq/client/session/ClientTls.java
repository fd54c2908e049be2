// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a client: whom it trusts, and who it is. */
final class ClientTls {

    private static final String TRUST = "transport.trustStoreLocation";
    private static final String TRUST_PASSWORD = "transport.trustStorePassword";
    private static final String KEYS = "transport.keyStoreLocation";
    private static final String KEYS_PASSWORD = "transport.keyStorePassword";
    private static final String TRUST_ALL = "transport.trustAll";
    private static final String VERIFY_HOST = "transport.verifyHost";
    private static final String PEM = "-----BEGIN";

    private final SslContext context;

    private ClientTls(SslContext context) {
        this.context = context;
    }

    /**
     * Takes the options of TLS out of those of an address.
     *
     * @throws IOException naming the file that cannot be used
     */
    static ClientTls of(Map<String, String> options) throws IOException {
        String trust = options.remove(TRUST);
        String trustPassword = options.remove(TRUST_PASSWORD);
        String keys = options.remove(KEYS);
        String keysPassword = options.remove(KEYS_PASSWORD);
        boolean all = Boolean.parseBoolean(options.remove(TRUST_ALL));
        boolean verify = !"false".equalsIgnoreCase(options.remove(VERIFY_HOST)) && !all;
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(verify ? "HTTPS" : null);
        if (all) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (trust != null) {
            trust(builder, new File(trust), trustPassword);
        }
        if (keys != null) {
            own(builder, new File(keys), keysPassword);
        }
        return new ClientTls(builder.build());
    }

    private static void trust(SslContextBuilder builder, File file, String password) throws IOException {
        if (isPem(file)) {
            builder.trustManager(file);
            return;
        }
        try {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store(file, password));
            builder.trustManager(managers);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IOException("the trust store " + file + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static void own(SslContextBuilder builder, File file, String password) throws IOException {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store(file, password), characters(password));
            builder.keyManager(managers);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IOException("the key store " + file + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /** Certificates as text may be given instead of a store. */
    private static boolean isPem(File file) throws IOException {
        byte[] bytes = Files.readAllBytes(file.toPath());
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM);
    }

    /** A store of any type that the JDK knows. */
    private static KeyStore store(File file, String password) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file, characters(password));
    }

    private static char[] characters(String password) {
        return password == null ? null : password.toCharArray();
    }

    /** The handler of one connection to the host. */
    SslHandler handler(Channel channel, String host, int port, int timeoutMs) {
        SslHandler handler = context.newHandler(channel.alloc(), host, port);
        handler.setHandshakeTimeoutMillis(timeoutMs);
        return handler;
    }
}
