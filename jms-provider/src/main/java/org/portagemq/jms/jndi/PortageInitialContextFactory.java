// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.jndi;

import jakarta.jms.InvalidDestinationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;
import org.portagemq.jms.destination.DestinationName;

/**
 * Makes naming contexts of properties, in the words of the clients of Artemis and Qpid:
 *
 * <pre>
 *  connectionFactory.NAME = portage://host:10911?jms.clientID=a     a factory; with type=XA_CF one of transactions
 *  queue.NAME = orders                                            a queue
 *  topic.NAME = prices                                            a topic
 *  java.naming.provider.url                                       the address of factories without one, or a file of entries
 * </pre>
 *
 * {@code dynamicQueues/orders} and {@code dynamicTopics/prices} are found without an entry, and {@code ConnectionFactory}
 * too.
 */
@SuppressWarnings("JdkObsolete") // naming has hash tables
public final class PortageInitialContextFactory implements InitialContextFactory {

    private static final String TYPE = "type=";

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        Map<String, String> entries = new TreeMap<>();
        environment.forEach((name, value) -> entries.put(String.valueOf(name), String.valueOf(value)));
        String address = PortageConnectionFactory.DEFAULT_ADDRESS;
        String url = entries.get(Context.PROVIDER_URL);
        if (url != null && isBroker(url)) {
            address = url;
        } else if (url != null) {
            read(url, entries);
        }
        Map<String, Object> bound = new TreeMap<>();
        try {
            bound.put("ConnectionFactory", factory(address));
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                bind(entry.getKey(), entry.getValue(), address, bound);
            }
        } catch (IllegalArgumentException wrong) {
            NamingException failure = new NamingException(wrong.getMessage());
            failure.setRootCause(wrong);
            throw failure;
        }
        return new PropertyContext(bound);
    }

    private static boolean isBroker(String url) {
        return url.startsWith("portage://")
                || url.startsWith("portages://")
                || url.startsWith("vm://")
                || url.startsWith("failover:")
                || url.startsWith("(");
    }

    private static void read(String url, Map<String, String> entries) {
        Path file = url.startsWith("file:") ? Path.of(URI.create(url)) : Path.of(url);
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "the file of " + Context.PROVIDER_URL + " cannot be read: " + file, unreadable);
        }
        properties.forEach((name, value) -> entries.putIfAbsent(String.valueOf(name), String.valueOf(value)));
    }

    /** A destination as an application names it. */
    static DestinationName named(String text) throws NamingException {
        try {
            return DestinationName.parse(text);
        } catch (InvalidDestinationException refused) {
            NamingException failure = new NamingException(refused.getMessage());
            failure.setRootCause(refused);
            throw failure;
        }
    }

    private static void bind(String key, String value, String address, Map<String, Object> bound)
            throws NamingException {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return;
        }
        String name = key.substring(dot + 1);
        switch (key.substring(0, dot).toLowerCase(Locale.ROOT)) {
            case "connectionfactory" -> bound.put(name, factory(value.isBlank() ? address : value));
            case "queue" -> bound.put(name, named(value).queue());
            case "topic" -> bound.put(name, named(value).topic());
            default -> {
                // Of somebody else.
            }
        }
    }

    /** In the words of Artemis an address says what kind of factory is wanted. */
    private static PortageConnectionFactory factory(String text) {
        int at = text.indexOf(TYPE);
        boolean option = at > 0 && (text.charAt(at - 1) == '?' || text.charAt(at - 1) == '&');
        if (!option) {
            return new PortageConnectionFactory(text);
        }
        int end = text.indexOf('&', at);
        String type = text.substring(at + TYPE.length(), end < 0 ? text.length() : end);
        String rest = text.substring(0, at - 1) + (end < 0 ? "" : text.charAt(at - 1) + text.substring(end + 1));
        return type.toUpperCase(Locale.ROOT).contains("XA")
                ? new PortageXAConnectionFactory(rest)
                : new PortageConnectionFactory(rest);
    }
}
