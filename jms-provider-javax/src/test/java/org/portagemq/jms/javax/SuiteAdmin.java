// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.javax;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.jms.JMSConsumer;
import javax.jms.JMSContext;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.objectweb.jtests.jms.admin.Admin;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.jndi.PortageInitialContextFactory;

/** How the suite makes what it uses: entries of a naming context, and queues that are empty. */
@SuppressWarnings("JdkObsolete") // naming has hash tables
public final class SuiteAdmin implements Admin {

    static final String ADDRESS = "portage.suite.address";

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

    private static void empty(String queue) {
        try (JMSContext context = new PortageConnectionFactory(System.getProperty(ADDRESS)).createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            while (consumer.receiveNoWait() != null) {
                // Left behind by another test.
            }
        }
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
        empty(name);
    }

    @Override
    public void createTopic(String name) {
        ENTRIES.put("topic." + name, name);
    }

    @Override
    public void deleteQueue(String name) {
        ENTRIES.remove("queue." + name);
    }

    @Override
    public void deleteTopic(String name) {
        ENTRIES.remove("topic." + name);
        Subscriptions.delete(name);
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
        // It goes on.
    }

    @Override
    public void start() {
        // There is nothing to start.
    }

    @Override
    public void stop() {
        // There is nothing to stop.
    }
}
