// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The project's own files, as they lie on disk beside this module. */
public final class SourceTree {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules", "data", ".idea");

    private final Path root;

    private SourceTree(Path root) {
        this.root = root;
    }

    /** Looks upwards from the working folder for the folder of the launcher. */
    public static SourceTree find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("portage")) && Files.isRegularFile(folder.resolve("pom.xml"))) {
                return new SourceTree(folder);
            }
        }
        throw new IllegalStateException(
                "no folder with the launcher above " + Path.of("").toAbsolutePath());
    }

    public Path root() {
        return root;
    }

    /** All files whose name ends so. */
    List<Path> files(String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot walk " + root, unreadable);
        }
        return found;
    }

    List<Path> mainSources() {
        return files(".java").stream()
                .filter(file -> relative(file).contains("src/main/java/"))
                .toList();
    }

    String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }
}
