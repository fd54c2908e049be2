// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.time.Duration;
import java.util.List;
import org.portagemq.core.settings.Setting;

/** The settings of TLS, the same for all listeners that speak it. */
public final class TlsSettings {

    public static final Setting<String> CERTIFICATE = Setting.text(
            "tls.certificate",
            "",
            "File with the server's certificate and those between it and its authority, in PEM. Empty: no TLS.");

    public static final Setting<String> KEY =
            Setting.text("tls.key", "", "File with the private key of the certificate, in PEM (PKCS#8).");

    public static final Setting<String> KEY_PASSWORD =
            Setting.text("tls.key-password", "", "Password of the private key; empty when it has none.");

    public static final Setting<String> CLIENT_AUTHORITIES = Setting.text(
            "tls.client-authorities",
            "",
            "File with the certificates of the authorities whose clients are trusted, in PEM.");

    public static final Setting<ClientCertificate> CLIENT_CERTIFICATE = Setting.choice(
            "tls.client-certificate",
            ClientCertificate.class,
            ClientCertificate.NONE,
            "Whether clients are asked for a certificate: none, request (one that is shown must be good), require.");

    public static final Setting<PeerCertificate.Field> USER_FROM = Setting.choice(
            "tls.user-from",
            PeerCertificate.Field.class,
            PeerCertificate.Field.DN,
            "What of a client's certificate is the user's name: dn (RFC 2253), cn, or the first san-dns, san-email,"
                    + " san-uri, written with _ for -.");

    public static final Setting<Oldest> OLDEST = Setting.choice(
            "tls.oldest-version", Oldest.class, Oldest.TLS1_2, "The oldest version that is spoken: tls1_2 or tls1_3.");

    public static final Setting<Duration> HANDSHAKE_TIMEOUT = Setting.duration(
            "tls.handshake-timeout",
            "5s",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            "Time for the handshake of TLS, after which the connection is closed.");

    public static final List<Setting<?>> ALL = List.of(
            CERTIFICATE,
            KEY,
            KEY_PASSWORD,
            CLIENT_AUTHORITIES,
            CLIENT_CERTIFICATE,
            USER_FROM,
            OLDEST,
            HANDSHAKE_TIMEOUT);

    private TlsSettings() {}

    /** Whether clients are asked for a certificate. */
    public enum ClientCertificate {
        NONE,
        REQUEST,
        REQUIRE
    }

    /** Versions of TLS. */
    public enum Oldest {
        TLS1_2,
        TLS1_3;

        String[] spoken() {
            return this == TLS1_3 ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"};
        }
    }
}
