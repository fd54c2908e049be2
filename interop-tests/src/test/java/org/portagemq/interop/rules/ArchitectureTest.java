// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may use whom. Where one of these fails, the code is to be changed, not the rule. */
class ArchitectureTest {

    private static final String CORE = "org.portagemq.core..";
    private static final String TRANSPORT = "org.portagemq.transport..";
    private static final String SERVER = "org.portagemq.server..";
    /** Each gateway has its own line here; none may see another. */
    private static final List<String> GATEWAYS =
            List.of("org.portagemq.amqp..", "org.portagemq.stomp..", "org.portagemq.remoting..");

    private static JavaClasses main;

    @BeforeAll
    static void readAllClasses() {
        main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.portagemq");
    }

    @Test
    void allModulesAreLookedAt() {
        for (String part : List.of(
                "org.portagemq.core.api.Broker",
                "org.portagemq.core.engine.EmbeddedBroker",
                "org.portagemq.transport.Gateway",
                "org.portagemq.amqp.AmqpGateway",
                "org.portagemq.stomp.StompGateway",
                "org.portagemq.server.PortageServer")) {
            assertFalse(!main.contain(part), part + " is missing from what this test looks at");
        }
    }

    @Test
    void theCoreUsesTheJdkAndSmallLibrariesOnly() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(CORE, "java..", "org.slf4j..", "org.jctools..", "com.google.re2j..")
                .check(main);
    }

    @Test
    void theTransportKnowsNoProtocolAndNoEngine() {
        classes()
                .that()
                .resideInAPackage(TRANSPORT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        TRANSPORT,
                        "org.portagemq.core.api..",
                        "org.portagemq.core.settings..",
                        "java..",
                        "javax..",
                        "org.slf4j..",
                        "io.netty..",
                        "org.apache.qpid.proton..")
                .check(main);
    }

    @Test
    void gatewaysStandOnTheBrokerApiAndTheTransportOnly() {
        for (String gateway : GATEWAYS) {
            classes()
                    .that()
                    .resideInAPackage(gateway)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            gateway,
                            "org.portagemq.core.api..",
                            "org.portagemq.core.settings..",
                            TRANSPORT,
                            "org.portagemq.client.codec..",
                            "org.portagemq.client.session..",
                            "java..",
                            "javax.crypto..",
                            "org.slf4j..",
                            "io.netty..",
                            "org.apache.qpid.proton..")
                    .check(main);
        }
    }

    @Test
    void onlyTheAmqpGatewayUsesProton() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.portagemq.amqp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.qpid.proton..")
                .check(main);
    }

    @Test
    void onlyTheServerSeesGateways() {
        for (String gateway : GATEWAYS) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(gateway, SERVER)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(gateway)
                    .check(main);
        }
    }

    @Test
    void onlyTheServerSeesTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CORE, SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.portagemq.core.engine..",
                        "org.portagemq.core.log..",
                        "org.portagemq.core.queue..",
                        "org.portagemq.core.group..",
                        "org.portagemq.core.routing..",
                        "org.portagemq.core.storage..")
                .check(main);
    }

    @Test
    void whatApplicationsSeeOfTheClientHasNothingOfNetty() {
        noClasses()
                .that()
                .resideInAPackage("org.portagemq.client..")
                .and()
                .resideOutsideOfPackages(
                        "org.portagemq.client.codec..",
                        "org.portagemq.client.session..",
                        "org.portagemq.client.net..",
                        "org.portagemq.client.remote..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(main);
    }

    @Test
    void theClientDoesWithoutWhatMeasuresIt() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.portagemq.client.opentelemetry..", "org.portagemq.client.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.opentelemetry..",
                        "io.micrometer..",
                        "org.portagemq.client.opentelemetry..",
                        "org.portagemq.client.micrometer..")
                .check(main);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(main);
    }

    @Test
    void theCoreTakesTimeAndChanceFromOutside() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .and()
                .resideOutsideOfPackage("org.portagemq.core.platform..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .orShould()
                .callConstructor(Random.class)
                .check(main);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(main);
    }

    private static final class PackageSlices implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }
}
