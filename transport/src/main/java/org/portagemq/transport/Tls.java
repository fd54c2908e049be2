// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.portagemq.transport.TlsSettings.ClientCertificate;

/**
 * The server's certificate and key, and the authorities of its clients. {@link #reload} takes new files into use for the
 * connections that are made from then on; those that are open go on with what they began with. Thread-safe.
 */
public final class Tls {

    private final Settings settings;
    private final ClientCertificate clients;
    private final Duration handshakeTimeout;
    private final PeerCertificate.Field userFrom;
    private volatile Loaded loaded;

    /** What is in use, and the state of the files that it came from. */
    private record Loaded(SslContext context, List<FileState> files) {}

    /** Enough of a file to see that it is another one. */
    private record FileState(Path file, Object identity, long modified, long size) {}

    private Tls(Settings settings) throws IOException {
        this.settings = settings;
        this.clients = settings.get(TlsSettings.CLIENT_CERTIFICATE);
        this.handshakeTimeout = settings.get(TlsSettings.HANDSHAKE_TIMEOUT);
        this.userFrom = settings.get(TlsSettings.USER_FROM);
        this.loaded = load();
    }

    /**
     * TLS as the settings want it; empty when they name no certificate.
     *
     * @throws IOException naming the setting and its file, when one is missing or cannot be used
     */
    public static Optional<Tls> of(Settings settings) throws IOException {
        boolean certificate = !settings.get(TlsSettings.CERTIFICATE).isEmpty();
        boolean key = !settings.get(TlsSettings.KEY).isEmpty();
        if (certificate != key) {
            throw new IOException("TLS needs both tls.certificate and tls.key; only "
                    + (certificate ? "tls.certificate" : "tls.key") + " is set");
        }
        ClientCertificate clients = settings.get(TlsSettings.CLIENT_CERTIFICATE);
        boolean authorities = !settings.get(TlsSettings.CLIENT_AUTHORITIES).isEmpty();
        if (clients != ClientCertificate.NONE && !authorities) {
            throw new IOException("tls.client-certificate needs tls.client-authorities: whose certificates are good?");
        }
        return certificate ? Optional.of(new Tls(settings)) : Optional.empty();
    }

    /**
     * Reads the files again if one of them has changed. Blocks on the disk: not for an event loop.
     *
     * @return whether there was something new
     * @throws IOException when the new files cannot be used; what was in use stays
     */
    public boolean reload() throws IOException {
        if (states().equals(loaded.files)) {
            return false;
        }
        loaded = load();
        return true;
    }

    /** The handler of one new connection. */
    SslHandler handler(ByteBufAllocator allocator) {
        SslHandler handler = loaded.context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        return handler;
    }

    /** The user that the peer's certificate stands for; empty when it has shown none, or one without that field. */
    Optional<String> user(SslHandler handler) {
        return clients == ClientCertificate.NONE
                ? Optional.empty()
                : PeerCertificate.of(handler.engine().getSession()).flatMap(shown -> shown.user(userFrom));
    }

    private Loaded load() throws IOException {
        // The state first: a file that changes while it is read is read again.
        List<FileState> files = states();
        File certificate = file(TlsSettings.CERTIFICATE).toFile();
        File key = file(TlsSettings.KEY).toFile();
        String password = settings.get(TlsSettings.KEY_PASSWORD);
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            certificate, key, password.isEmpty() ? null : password)
                    .sslProvider(SslProvider.JDK)
                    .protocols(settings.get(TlsSettings.OLDEST).spoken())
                    .clientAuth(clientAuth());
            if (clients != ClientCertificate.NONE) {
                builder.trustManager(file(TlsSettings.CLIENT_AUTHORITIES).toFile());
            }
            return new Loaded(builder.build(), files);
        } catch (IllegalArgumentException | IOException unusable) {
            throw new IOException(
                    "cannot use the certificate " + certificate + " with the key " + key + ": " + reason(unusable)
                            + "; both have to be PEM, the key as PKCS#8 (openssl pkcs8 -topk8)",
                    unusable);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage();
    }

    private ClientAuth clientAuth() {
        return switch (clients) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.OPTIONAL;
            case REQUIRE -> ClientAuth.REQUIRE;
        };
    }

    private List<FileState> states() throws IOException {
        List<FileState> states = new ArrayList<>();
        for (Setting<String> setting :
                List.of(TlsSettings.CERTIFICATE, TlsSettings.KEY, TlsSettings.CLIENT_AUTHORITIES)) {
            if (!settings.get(setting).isEmpty()) {
                states.add(state(setting));
            }
        }
        return states;
    }

    private FileState state(Setting<String> setting) throws IOException {
        Path file = file(setting);
        if (!Files.isReadable(file)) {
            throw new IOException(setting.key() + ": cannot read the file " + file.toAbsolutePath());
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(
                file, attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size());
    }

    private Path file(Setting<String> setting) {
        return Path.of(settings.get(setting));
    }
}
