// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/**
 * The certificate that a peer has shown and that was checked up to a trusted authority.
 *
 * @param certificate the peer's own
 */
public record PeerCertificate(X509Certificate certificate) {

    /** What of a certificate names its owner. The number is that of RFC 5280 for alternative names. */
    public enum Field {
        DN(0),
        CN(0),
        SAN_DNS(2),
        SAN_EMAIL(1),
        SAN_URI(6);

        private final int alternativeName;

        Field(int alternativeName) {
            this.alternativeName = alternativeName;
        }
    }

    /** Empty when the peer has shown none. */
    static Optional<PeerCertificate> of(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate own
                    ? Optional.of(new PeerCertificate(own))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** The owner's name; empty when the certificate has no such field. */
    Optional<String> user(Field field) {
        return switch (field) {
            case DN -> Optional.of(distinguishedName());
            case CN -> commonName();
            case SAN_DNS, SAN_EMAIL, SAN_URI -> alternativeName(field.alternativeName);
        };
    }

    private String distinguishedName() {
        return certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }

    private Optional<String> commonName() {
        try {
            return new LdapName(distinguishedName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .findFirst();
        } catch (InvalidNameException malformed) {
            return Optional.empty();
        }
    }

    private Optional<String> alternativeName(int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Optional.empty()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> String.valueOf(name.get(1)))
                            .findFirst();
        } catch (CertificateParsingException malformed) {
            return Optional.empty();
        }
    }
}
