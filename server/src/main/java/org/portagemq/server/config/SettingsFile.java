// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@code key = value} lines. A {@code #} at the start of a line or after a space begins a comment; a value in
 * double quotes is taken as it stands.
 */
final class SettingsFile {

    private static final int MAX_BYTES = 1 << 20;

    /** One line, or why it is none. */
    record Line(int number, String key, String value, String problem) {}

    private SettingsFile() {}

    static List<Line> read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than " + MAX_BYTES + " bytes: not a settings file");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException bad) {
            throw new IOException(file + " is not UTF-8 text", bad);
        }
        return parse(text);
    }

    static List<Line> parse(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.replace("\uFEFF", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals <= 0) {
                lines.add(new Line(number, null, null, "expected 'key = value', found '" + line + "'"));
                continue;
            }
            lines.add(new Line(
                    number,
                    line.substring(0, equals).strip(),
                    value(line.substring(equals + 1).strip()),
                    null));
        }
        return lines;
    }

    private static String value(String text) {
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            if (end > 0) {
                return text.substring(1, end);
            }
        }
        if (text.startsWith("#")) {
            return "";
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }
}
