// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.jndi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.Referenceable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;
import org.portagemq.jms.destination.PortageQueue;
import org.portagemq.jms.destination.PortageTopic;

@SuppressWarnings({"JdkObsolete", "BanJNDI"})
class NamingTest {

    private static Context context(String... entries) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, PortageInitialContextFactory.class.getName());
        for (int i = 0; i < entries.length; i += 2) {
            environment.put(entries[i], entries[i + 1]);
        }
        return new InitialContext(environment);
    }

    @Test
    void entriesInTheWordsOfOtherClientsAreFound() throws Exception {
        Context context = context(
                "connectionFactory.CF",
                "portage://h:1?jms.clientID=cts",
                "connectionfactory.XA",
                "portage://h:1?type=XA_CF&jms.username=u",
                "queue.jms/orders",
                "orders",
                "topic.prices",
                "p.x");
        assertEquals("cts", ((PortageConnectionFactory) context.lookup("CF")).getClientID());
        assertEquals(
                "u",
                assertInstanceOf(PortageXAConnectionFactory.class, context.lookup("XA"))
                        .getUsername());
        assertEquals(new PortageQueue("orders"), context.lookup("jms/orders"));
        assertEquals(new PortageTopic("p.x"), context.lookup("prices"));
        assertEquals(new PortageQueue("a/b"), context.lookup("dynamicQueues/a/b"));
        assertThrows(NameNotFoundException.class, () -> context.lookup("none"));
        assertThrows(NamingException.class, () -> context.bind("x", "y"));
    }

    @Test
    void theProvidersUrlIsTheBrokerOrAFileOfEntries(@TempDir Path folder) throws Exception {
        Context broker = context(Context.PROVIDER_URL, "vm://a", "connectionFactory.own", "");
        assertEquals("vm://a", ((PortageConnectionFactory) broker.lookup("own")).getBrokerURL());
        Path file = Files.writeString(folder.resolve("jndi.properties"), "queue.q = real\n");
        assertEquals(
                new PortageQueue("real"),
                context(Context.PROVIDER_URL, file.toString()).lookup("q"));
        assertThrows(NamingException.class, () -> context("connectionFactory.x", "portage://h?jms.no=1"));
    }

    @Test
    void objectsComeBackFromReferencesAndBytes() throws Exception {
        PortageConnectionFactory factory = new PortageConnectionFactory("u", "secret", "vm://a?jms.clientID=c");
        for (Referenceable object : new Referenceable[] {new PortageQueue("n"), new PortageTopic("n"), factory}) {
            Object made = new PortageObjectFactory().getObjectInstance(object.getReference(), null, null, null);
            assertEquals(object.toString(), made.toString());
            assertEquals(object.getClass(), made.getClass());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertEquals(object.toString(), in.readObject().toString());
            }
        }
        assertFalse(factory.toString().contains("secret"));
        assertNotEquals(new PortageQueue("n"), new PortageTopic("n"));
        assertEquals(new PortageQueue("n").hashCode(), new PortageQueue("n").hashCode());
    }
}
