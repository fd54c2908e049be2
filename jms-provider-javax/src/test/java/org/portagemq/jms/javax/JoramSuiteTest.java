// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.javax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.jtests.jms.framework.JMSTestCase;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;
import org.portagemq.server.vm.VmBrokers;

/** The JMS suite of JORAM as it is, through the classes of javax.jms: in the process, and by the network. */
class JoramSuiteTest {

    private static final String CONFORM = "org/objectweb/jtests/jms/conform/";
    private static final int TESTS = 196;

    @TempDir
    static Path data;

    private static PortageServer server;

    @BeforeAll
    static void start() throws IOException {
        server = PortageServer.start(ServerSetup.onFreePorts(data));
        VmBrokers.publish("twin", server);
        Subscriptions.of(server.broker());
    }

    @AfterAll
    static void end() {
        VmBrokers.stop("twin");
    }

    @Test
    void theSuiteIsComplete() throws Exception {
        int count = 0;
        for (Class<? extends TestCase> one : classes()) {
            count += tests(one).size();
        }
        assertEquals(TESTS, count);
    }

    @TestFactory
    Stream<DynamicTest> inTheProcess() throws Exception {
        return all("vm://twin?create=false");
    }

    @TestFactory
    Stream<DynamicTest> byTheNetworkOnAUsedStore() throws Exception {
        return all("portage://127.0.0.1:" + server.port("native") + "?jms.username=guest&jms.password=guest");
    }

    private static Stream<DynamicTest> all(String address) throws Exception {
        List<DynamicTest> all = new ArrayList<>();
        for (Class<? extends TestCase> one : classes()) {
            for (String test : tests(one)) {
                all.add(DynamicTest.dynamicTest(one.getSimpleName() + "." + test, () -> run(one, test, address)));
            }
        }
        return all.stream();
    }

    /** All classes of the suite's jar that hold tests. */
    private static List<Class<? extends TestCase>> classes() throws Exception {
        URL jar = JMSTestCase.class.getProtectionDomain().getCodeSource().getLocation();
        List<Class<? extends TestCase>> classes = new ArrayList<>();
        try (JarFile suite = new JarFile(Path.of(jar.toURI()).toFile())) {
            List<String> names = suite.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(CONFORM) && name.endsWith("Test.class"))
                    .sorted()
                    .toList();
            for (String name : names) {
                classes.add(Class.forName(name.replace('/', '.').substring(0, name.length() - ".class".length()))
                        .asSubclass(TestCase.class));
            }
        }
        return classes;
    }

    private static List<String> tests(Class<? extends TestCase> one) {
        List<String> tests = new ArrayList<>();
        for (Method method : one.getMethods()) {
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

    private static void run(Class<? extends TestCase> one, String test, String address) throws Throwable {
        System.setProperty(SuiteAdmin.ADDRESS, address);
        TestResult result = new TestResult();
        one.getConstructor(String.class).newInstance(test).run(result);
        List<TestFailure> failures = new ArrayList<>();
        result.failures().asIterator().forEachRemaining(failures::add);
        result.errors().asIterator().forEachRemaining(failures::add);
        if (!failures.isEmpty()) {
            throw failures.get(0).thrownException();
        }
        assertEquals(1, result.runCount());
    }
}
