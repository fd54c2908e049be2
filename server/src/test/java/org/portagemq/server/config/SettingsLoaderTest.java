// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.settings.Setting;

class SettingsLoaderTest {

    private static final Setting<Long> PORT = Setting.number("amqp.port", 5672, 0, 65_535, "A port.");
    private static final Setting<String> BIND = Setting.text("server.bind", "localhost", "An address.");
    private static final Setting<String> LOOPBACK = Setting.text("auth.loopback-only", "guest", "Users.");
    private static final SettingsCatalog CATALOG = SettingsCatalog.of(List.of(List.of(PORT), List.of(BIND, LOOPBACK)));

    @TempDir
    private Path folder;

    @Test
    void whatIsNotGivenHasItsDefault() throws Exception {
        assertEquals(5672, loader().load().get(PORT));
    }

    @Test
    void aFlagWinsOverSetOverEnvironmentOverFile() throws Exception {
        Path file = file("amqp.port = 1");
        SettingsLoader loader = loader().file(file);
        assertEquals(1, loader().file(file).load().get(PORT));
        loader.environment(Map.of("PORTAGE_AMQP_PORT", "2"));
        assertEquals(2, loader.load().get(PORT));
        loader.assignments(List.of("amqp.port=3"));
        assertEquals(3, loader.load().get(PORT));
        loader.flag("--amqp-port", "amqp.port", "4");
        assertEquals(4, loader.load().get(PORT));
    }

    @Test
    void theOrderOfAskingDoesNotMatter() throws Exception {
        SettingsLoader loader = loader().flag("--amqp-port", "amqp.port", "4")
                .assignments(List.of("amqp.port=3"))
                .environment(Map.of("PORTAGE_AMQP_PORT", "2"))
                .file(file("amqp.port = 1"));
        assertEquals(4, loader.load().get(PORT));
    }

    @Test
    void aLaterSetWinsOverAnEarlierOne() throws Exception {
        assertEquals(
                2,
                loader().assignments(List.of("amqp.port=1", "amqp.port=2"))
                        .load()
                        .get(PORT));
    }

    @Test
    void commentsBlankLinesAndQuotesAreUnderstood() throws Exception {
        Path file = file("# all about ports", "", "  amqp.port=7   # the usual", "server.bind = \"a # b\"");
        assertEquals(7, loader().file(file).load().get(PORT));
        assertEquals("a # b", loader().file(file).load().get(BIND));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndTheNearest() throws Exception {
        Path file = file("", "amqp.prot = 1");
        String problem = onlyProblem(loader().file(file));
        assertTrue(problem.startsWith(file + ":2: "), problem);
        assertTrue(problem.contains("nearest is amqp.port"), problem);
    }

    @Test
    void anUnknownVariableIsRefusedWithTheNearest() {
        String problem = onlyProblem(loader().environment(Map.of("PORTAGE_AMQP_PROT", "1")));
        assertTrue(problem.contains("PORTAGE_AMQP_PROT"), problem);
        assertTrue(problem.contains("nearest is PORTAGE_AMQP_PORT"), problem);
    }

    @Test
    void variablesOfTheLauncherAndOfKubernetesAreNotSettings() throws Exception {
        loader().environment(Map.of(
                        "PORTAGE_JAVA_OPTS", "-Xmx1g",
                        "PORTAGE_SERVICE_HOST", "10.0.0.1",
                        "PORTAGE_PORT_5672_TCP", "tcp://10.0.0.1:5672",
                        "PATH", "/bin"))
                .load();
    }

    @Test
    void aBadValueIsRefusedWithItsPlaceAndWhatIsExpected() throws Exception {
        Path file = file("amqp.port = many");
        String problem = onlyProblem(loader().file(file));
        assertTrue(problem.startsWith(file + ":1: "), problem);
        assertTrue(problem.contains("'many'") && problem.contains("number from 0 to 65535"), problem);
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        SettingsLoader loader =
                loader().file(file("x", "amqp.port = -1", "y.z = 1")).assignments(List.of("none"));
        SettingsException refused = assertThrows(SettingsException.class, loader::load);
        assertEquals(4, refused.problems().size(), refused.getMessage());
    }

    @Test
    void aKeyGivenTwiceInAFileIsRefusedNamingBothLines() throws Exception {
        Path file = file("amqp.port = 1", "amqp.port = 2");
        String problem = onlyProblem(loader().file(file));
        assertTrue(problem.contains(file + ":1") && problem.contains(file + ":2"), problem);
    }

    @Test
    void aMissingFileIsNamed() {
        String problem = onlyProblem(loader().file(folder.resolve("none.conf")));
        assertTrue(problem.contains("none.conf"), problem);
    }

    @Test
    void keysOfRabbitmqConfAreUnderstood() throws Exception {
        Path file = file("listeners.tcp.default = 5673", "loopback_users.guest = false");
        assertEquals(5673, loader().file(file).load().get(PORT));
        assertEquals("", loader().file(file).load().get(LOOPBACK));
    }

    @Test
    void editDistanceCountsLetters() {
        assertEquals(0, EditDistance.between("port", "port"));
        assertEquals(2, EditDistance.between("prot", "port"));
        assertEquals(4, EditDistance.between("", "port"));
        assertEquals(1, EditDistance.between("ports", "port"));
    }

    @Test
    void twoDeclarationsOfOneKeyAreAMistake() {
        List<List<Setting<?>>> twice = List.of(List.of(PORT), List.of(PORT));
        assertThrows(IllegalStateException.class, () -> SettingsCatalog.of(twice));
    }

    private SettingsLoader loader() {
        return new SettingsLoader(CATALOG);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("portage.conf"), List.of(lines));
    }

    private static String onlyProblem(SettingsLoader loader) {
        SettingsException refused = assertThrows(SettingsException.class, loader::load);
        assertEquals(1, refused.problems().size(), refused.getMessage());
        return refused.problems().get(0);
    }
}
