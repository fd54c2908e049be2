// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms.joram;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.objectweb.jtests.jms.admin.Admin;
import org.portagemq.jms.jndi.PortageInitialContextFactory;

/** How the suite makes what it uses: entries of a naming context. Which broker it is, a system property says. */
@SuppressWarnings("JdkObsolete") // naming has hash tables
public final class PortageAdmin implements Admin {

    static final String ADDRESS = "portage.joram.address";

    private static final Map<String, String> ENTRIES = new ConcurrentHashMap<>();

    @Override
    public String getName() {
        return "PortageMQ";
    }

    @Override
    public Context createContext() throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>(ENTRIES);
        environment.put(Context.INITIAL_CONTEXT_FACTORY, PortageInitialContextFactory.class.getName());
        return new InitialContext(environment);
    }

    private static void factory(String name) {
        ENTRIES.put("connectionFactory." + name, System.getProperty(ADDRESS));
    }

    @Override
    public void createConnectionFactory(String name) {
        factory(name);
    }

    @Override
    public void createQueueConnectionFactory(String name) {
        factory(name);
    }

    @Override
    public void createTopicConnectionFactory(String name) {
        factory(name);
    }

    @Override
    public void createQueue(String name) {
        ENTRIES.put("queue." + name, name);
        JoramPlaces.deleteQueue(name);
    }

    @Override
    public void createTopic(String name) {
        ENTRIES.put("topic." + name, name);
    }

    @Override
    public void deleteQueue(String name) {
        ENTRIES.remove("queue." + name);
        JoramPlaces.deleteQueue(name);
    }

    @Override
    public void deleteTopic(String name) {
        ENTRIES.remove("topic." + name);
        JoramPlaces.deleteTopic(name);
    }

    @Override
    public void deleteConnectionFactory(String name) {
        ENTRIES.remove("connectionFactory." + name);
    }

    @Override
    public void deleteQueueConnectionFactory(String name) {
        deleteConnectionFactory(name);
    }

    @Override
    public void deleteTopicConnectionFactory(String name) {
        deleteConnectionFactory(name);
    }

    @Override
    public void startServer() {
        // It runs.
    }

    @Override
    public void stopServer() {
        // It is ended with the tests.
    }

    @Override
    public void start() {
        // It runs.
    }

    @Override
    public void stop() {
        // It is ended with the tests.
    }
}
