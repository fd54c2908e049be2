// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.javax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.jms.JMSContext;
import javax.jms.Queue;
import javax.jms.TransactionInProgressRuntimeException;
import javax.jms.XAJMSContext;
import org.junit.jupiter.api.Test;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;

/** The transformed classes as an application of JMS 2.0 sees them. */
class TwinTest {

    private static final String ADDRESS = "vm://twin-of-javax";

    @Test
    void theSimplifiedInterfaceWorks() {
        try (JMSContext context = new PortageConnectionFactory(ADDRESS).createContext()) {
            Queue queue = context.createQueue("q");
            context.createProducer().setProperty("n", 7).send(queue, "text");
            assertEquals("text", context.createConsumer(queue, "n = 7").receiveBody(String.class, 20_000));
        }
    }

    @Test
    void exceptionsAreThoseOfJavax() {
        try (XAJMSContext context = new PortageXAConnectionFactory(ADDRESS).createXAContext()) {
            assertThrows(TransactionInProgressRuntimeException.class, context::commit);
        }
    }

    @Test
    void nothingOfJakartaIsLeft() throws Exception {
        Path classes = Path.of(PortageConnectionFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertFalse(all.isEmpty());
            for (Path file : all) {
                assertFalse(mentions(file), file.toString());
            }
        }
    }

    private static boolean mentions(Path file) throws IOException {
        String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return octets.contains("jakarta/jms") || octets.contains("jakarta.jms");
    }
}
