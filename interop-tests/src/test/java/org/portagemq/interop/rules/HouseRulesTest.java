// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The rules of the house that can be checked on the text of the sources. */
class HouseRulesTest {

    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_METHOD_LINES = 60;
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b");
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b|@Dis" + "abled\\b");
    private static final Pattern PROTOCOL_WORD = Pattern.compile("(?i)amqp|stomp|jms|rabbit");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private final SourceTree tree = SourceTree.find();

    @Test
    void thereAreSourcesToLookAt() {
        assertTrue(tree.mainSources().size() > 50, "found only " + tree.mainSources());
    }

    @Test
    void noMainFileIsLongerThanOneCanKeepInMind() {
        assertNone(tree.mainSources().stream()
                .filter(file -> SourceTree.lines(file).size() > MAX_FILE_LINES)
                .map(file -> tree.relative(file) + " has more than " + MAX_FILE_LINES + " lines")
                .toList());
    }

    @Test
    void noMethodIsLongerThanAScreen() throws IOException {
        assertNone(longMethods());
    }

    @Test
    void nobodySleeps() {
        assertNone(linesOf(tree.files(".java"), SLEEP.asPredicate()));
    }

    @Test
    void nothingIsLeftForLaterAndNoTestIsSwitchedOff() {
        assertNone(linesOf(tree.files(".java"), LEFTOVER.asPredicate()));
    }

    @Test
    void theCoreHasNoWordOfAnyProtocol() {
        List<Path> core = tree.mainSources().stream()
                .filter(file -> tree.relative(file).startsWith("core-broker/"))
                .toList();
        // Names of topics that exist in every namespace are data that all protocols share.
        assertNone(linesOf(
                core,
                line -> PROTOCOL_WORD.matcher(line.replace("\"amq.", "\"")).find()));
    }

    @Test
    void everySourceNamesItsLicence() {
        assertNone(tree.files(".java").stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .filter(file -> SourceTree.lines(file).size() < 2
                        || !SourceTree.lines(file).get(0).equals("// Copyright The PortageMQ authors")
                        || !SourceTree.lines(file).get(1).equals("// SPDX-License-Identifier: Apache-2.0"))
                .map(tree::relative)
                .toList());
    }

    @Test
    void everyLinkInADocumentLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path document : tree.files(".md")) {
            for (String line : SourceTree.lines(document)) {
                Matcher link = LINK.matcher(line);
                while (link.find()) {
                    String target = link.group(1).replaceFirst("#.*", "");
                    boolean elsewhere = target.isEmpty() || target.matches("[a-z]+:.*");
                    if (!elsewhere && !Files.exists(document.resolveSibling(target))) {
                        broken.add(tree.relative(document) + " -> " + link.group(1));
                    }
                }
            }
        }
        assertNone(broken);
    }

    private List<String> longMethods() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(tree.mainSources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new LongMethods(unit, positions, found).scan(unit, null);
            }
        }
        return found;
    }

    private static final class LongMethods extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        private LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                LineMap map = unit.getLineMap();
                long lines = 1
                        + map.getLineNumber(positions.getEndPosition(unit, method.getBody()))
                        - map.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                if (lines > MAX_METHOD_LINES) {
                    found.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": " + method.getName() + " has "
                            + lines + " lines");
                }
            }
            return super.visitMethod(method, null);
        }
    }

    private List<String> linesOf(List<Path> files, Predicate<String> wanted) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = SourceTree.lines(file);
            for (int at = 0; at < lines.size(); at++) {
                if (wanted.test(lines.get(at))) {
                    found.add(tree.relative(file) + ":" + (at + 1) + ": "
                            + lines.get(at).strip());
                }
            }
        }
        return found;
    }

    private static void assertNone(List<String> offenders) {
        assertEquals(List.of(), offenders, () -> String.join("\n", offenders));
    }
}
