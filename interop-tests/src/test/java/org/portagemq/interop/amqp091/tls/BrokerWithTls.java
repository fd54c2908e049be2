// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;

/** Tests with a broker that has a certificate, and trusts those whom the authority of the tests has signed. */
public abstract class BrokerWithTls {

    @TempDir
    protected Path folder;

    protected Certificates authority;
    protected PortageServer server;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = new Certificates("CN=authority of the tests");
        useServerCertificate(authority.server());
        Certificates.write(folder.resolve("clients.pem"), authority.authority());
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    protected final void useServerCertificate(Certificates.Signed certificate) throws Exception {
        Certificates.write(folder.resolve("key.pem"), certificate.key());
        Certificates.write(folder.resolve("server.pem"), certificate.certificate());
    }

    protected final void start(Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "tls.certificate", folder.resolve("server.pem").toString(),
                "tls.key", folder.resolve("key.pem").toString(),
                "tls.client-authorities", folder.resolve("clients.pem").toString()));
        settings.putAll(more);
        server = PortageServer.start(ServerSetup.onFreePorts(folder.resolve("data"), settings));
    }

    /** One who logs in by a certificate only. */
    protected final void user(String name) throws IOException {
        PasswordHash password = PasswordHash.create("unused".getBytes(StandardCharsets.UTF_8));
        server.users().add(new User(name, password, Set.of(), Map.of("/", Permission.all())));
    }
}
