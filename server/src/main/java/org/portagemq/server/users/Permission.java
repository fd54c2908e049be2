// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * What a user may do in one namespace: three regular expressions, found anywhere in a name unless they are anchored. The
 * empty expression allows nothing. Expressions run in linear time; look-around and back-references do not exist.
 */
public final class Permission {

    private static final int MAX_LENGTH = 4096;

    private final String configure;
    private final String write;
    private final String read;
    private final Pattern configurePattern;
    private final Pattern writePattern;
    private final Pattern readPattern;

    /**
     * A permission of three expressions.
     *
     * @throws IllegalArgumentException naming the one that is no expression, and why
     */
    public Permission(String configure, String write, String read) {
        this.configure = configure;
        this.write = write;
        this.read = read;
        this.configurePattern = compile("configure", configure);
        this.writePattern = compile("write", write);
        this.readPattern = compile("read", read);
    }

    public static Permission all() {
        return new Permission(".*", ".*", ".*");
    }

    public String configure() {
        return configure;
    }

    public String write() {
        return write;
    }

    public String read() {
        return read;
    }

    boolean mayConfigure(String name) {
        return find(configurePattern, name);
    }

    boolean mayWrite(String name) {
        return find(writePattern, name);
    }

    boolean mayRead(String name) {
        return find(readPattern, name);
    }

    private static boolean find(Pattern pattern, String name) {
        return pattern != null && pattern.matcher(name).find();
    }

    private static Pattern compile(String right, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(right + " expression: longer than " + MAX_LENGTH + " characters");
        }
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException bad) {
            throw new IllegalArgumentException(right + " expression '" + text + "': " + bad.getMessage(), bad);
        }
    }
}
