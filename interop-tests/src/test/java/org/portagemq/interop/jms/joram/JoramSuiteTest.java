// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms.joram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.vm.VmBrokers;

/** The JMS suite of JORAM, on a store that is empty and on the same one when it was used; as it is, but for the package. */
class JoramSuiteTest {

    private static final String PACKAGE = "org.objectweb.jtests.jms.conform.";
    private static final int TESTS = 196;

    private static final List<String> CLASSES = List.of(
            "connection.ConnectionTest",
            "connection.TopicConnectionTest",
            "message.MessageBodyTest",
            "message.MessageDefaultTest",
            "message.MessageTypeTest",
            "message.headers.MessageHeaderTest",
            "message.properties.JMSXPropertyTest",
            "message.properties.MessagePropertyConversionTest",
            "message.properties.MessagePropertyTest",
            "queue.QueueBrowserTest",
            "queue.TemporaryQueueTest",
            "selector.SelectorSyntaxTest",
            "selector.SelectorTest",
            "session.QueueSessionTest",
            "session.SessionTest",
            "session.TopicSessionTest",
            "session.UnifiedSessionTest",
            "topic.TemporaryTopicTest");

    @TempDir
    static Path data;

    private static PortageServer server;
    private static ClassLoader suite;

    @BeforeAll
    static void start() throws Exception {
        server = PortageServer.start(ServerSetup.onFreePorts(data));
        VmBrokers.publish("joram", server);
        JoramPlaces.of(server);
        suite = new RelocatingLoader(JoramSuiteTest.class.getClassLoader());
    }

    @AfterAll
    static void end() {
        VmBrokers.stop("joram");
    }

    @Test
    void theSuiteIsComplete() throws Exception {
        int count = 0;
        for (String name : CLASSES) {
            count += tests(name).size();
        }
        assertEquals(TESTS, count);
    }

    @TestFactory
    Stream<DynamicContainer> inTheProcessOnAnEmptyStoreAndByTheNetworkOnAUsedOne() {
        String network = "portage://127.0.0.1:" + server.port("native") + "?jms.username=guest&jms.password=guest";
        return Stream.of("vm://joram?create=false", network)
                .map(address -> DynamicContainer.dynamicContainer(address, containers(address)));
    }

    private static Stream<DynamicContainer> containers(String address) {
        return CLASSES.stream()
                .map(name -> DynamicContainer.dynamicContainer(name, dynamicTests(name, address).stream()));
    }

    private static List<DynamicTest> dynamicTests(String name, String address) {
        List<DynamicTest> dynamic = new ArrayList<>();
        try {
            for (String test : tests(name)) {
                dynamic.add(DynamicTest.dynamicTest(name + "." + test, () -> run(name, test, address)));
            }
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
        return dynamic;
    }

    private static List<String> tests(String name) throws ClassNotFoundException {
        List<String> tests = new ArrayList<>();
        for (Method method : suite.loadClass(PACKAGE + name).getMethods()) {
            boolean isTest = method.getName().startsWith("test")
                    && method.getParameterCount() == 0
                    && Modifier.isPublic(method.getModifiers());
            if (isTest) {
                tests.add(method.getName());
            }
        }
        tests.sort(null);
        return tests;
    }

    private static void run(String name, String test, String address) throws Throwable {
        System.setProperty(PortageAdmin.ADDRESS, address);
        TestCase one = (TestCase)
                suite.loadClass(PACKAGE + name).getConstructor(String.class).newInstance(test);
        TestResult result = new TestResult();
        one.run(result);
        List<TestFailure> failures = new ArrayList<>();
        result.failures().asIterator().forEachRemaining(failures::add);
        result.errors().asIterator().forEachRemaining(failures::add);
        if (!failures.isEmpty()) {
            throw failures.get(0).thrownException();
        }
        assertEquals(1, result.runCount());
    }
}
