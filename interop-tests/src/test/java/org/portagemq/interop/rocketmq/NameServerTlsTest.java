// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.tls.Certificates;
import org.portagemq.interop.process.StockRocketMq;

/** This broker registers with a name server of Apache RocketMQ that speaks TLS only. */
class NameServerTlsTest {

    private static final List<String> NAMES = List.of("authority.pem", "server.pem", "server.key");

    private static Path files;
    private static StockRocketMq names;

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension(NameServerTlsTest::settings);

    private static Map<String, String> settings() {
        try {
            files = Files.createTempDirectory("portage-tls");
            Certificates authority = new Certificates("CN=authority");
            Certificates.Signed server = authority.server();
            Path trusted = files.resolve(NAMES.get(0));
            Path certificate = files.resolve(NAMES.get(1));
            Path key = files.resolve(NAMES.get(2));
            Certificates.write(trusted, authority.authority());
            Certificates.write(certificate, server.certificate());
            Certificates.write(key, server.key());
            names = StockRocketMq.nameServer(List.of(
                    "-Dtls.server.mode=enforcing",
                    "-Dtls.test.mode.enable=false",
                    "-Dtls.server.certPath=" + certificate,
                    "-Dtls.server.keyPath=" + key));
            return Map.of(
                    "native.name-servers", names.address(),
                    "native.name-servers-tls", "true",
                    "native.name-servers-authorities", trusted.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @AfterAll
    static void end() throws IOException {
        if (names != null) {
            names.close();
        }
        for (String name : NAMES) {
            Files.deleteIfExists(files.resolve(name));
        }
        Files.deleteIfExists(files);
    }

    @Test
    @Tag("rocketmq.cluster.tls")
    void itIsFoundThere() throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(names.address());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.setUseTLS(true);
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        RocketExtension.eventually("the registration", () -> knows(admin));
    }

    private static boolean knows(DefaultMQAdminExt admin) {
        try {
            return admin.examineBrokerClusterInfo().getBrokerAddrTable().containsKey("portage");
        } catch (MQBrokerException | RemotingException | InterruptedException notYet) {
            return false;
        }
    }
}
