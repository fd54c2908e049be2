// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What applications can use does not change by accident, and names nothing of the inside. */
class PublicApiTest {

    private static final Path KNOWN = Path.of("src", "test", "resources", "public-api.txt");

    /** Written anew with {@code mvn -pl native-client test -Dtest=PublicApiTest -Dapi.write=true}. */
    @Test
    void whatIsPublicIsAsItIsWrittenDown() throws Exception {
        List<String> now = PublicApi.lines();
        if (Boolean.getBoolean("api.write")) {
            Files.createDirectories(KNOWN.getParent());
            Files.write(KNOWN, now);
        }
        List<String> known = Files.readAllLines(KNOWN);
        List<String> gone = new ArrayList<>(known);
        gone.removeAll(now);
        List<String> fresh = new ArrayList<>(now);
        fresh.removeAll(known);
        assertEquals(
                List.of(),
                List.of(gone, fresh).stream().flatMap(List::stream).toList(),
                () -> "gone: " + gone + "; new: " + fresh + "; if that is wanted: -Dapi.write=true");
        assertEquals(known, now);
    }

    /** But for constructors, by which the client makes its parts. */
    @Test
    void itNamesNothingOfNettyAndNothingOfTheInside() throws Exception {
        List<String> packages = PublicApi.packages();
        assertFalse(packages.isEmpty());
        List<String> inside = new ArrayList<>();
        int looked = 0;
        for (Class<?> type : PublicApi.types()) {
            for (Member member : PublicApi.members(type)) {
                looked++;
                boolean ownConstructor = member instanceof Constructor<?> && !type.isRecord();
                for (String named : PublicApi.named(member)) {
                    if (named.contains("io.netty") || (!ownConstructor && isInside(named, packages))) {
                        inside.add(member + " names " + named);
                    }
                }
            }
        }
        assertEquals(List.of(), inside);
        assertFalse(looked < 300, "only " + looked + " members were looked at");
    }

    private static boolean isInside(String named, List<String> packages) {
        for (String part : named.split("[<>,? ]+", -1)) {
            boolean own = part.startsWith("org.portagemq.");
            if (own && packages.stream().noneMatch(name -> part.matches(name.replace(".", "\\.") + "\\.[A-Z].*"))) {
                return true;
            }
        }
        return false;
    }
}
