// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written about the public parts can be made into pages without a warning. */
class JavadocTest {

    @TempDir
    private Path pages;

    @Test
    void commentsOfWhatIsPublicHaveNoFaults() throws IOException {
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-Xdoclint:all,-missing",
                "-Werror",
                "-quiet",
                "-d",
                pages.toString(),
                "-classpath",
                System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = javadoc.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean well = javadoc.getTask(
                            said, files, null, null, options, files.getJavaFileObjectsFromPaths(sources()))
                    .call();
            assertTrue(well, said::toString);
        }
        assertTrue(Files.exists(pages.resolve("org/portagemq/client/PortageClient.html")), said::toString);
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String name : PublicApi.packages()) {
            try (Stream<Path> files = Files.list(PublicApi.sources().resolve(name.replace('.', '/')))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all;
    }
}
