// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.util.List;

/** The languages of clients: by number in binary headers, by name in JSON. */
public final class Languages {

    public static final int JAVA = 0;
    private static final int OTHER = 7;

    private static final List<String> NAMES = List.of(
            "JAVA", "CPP", "DOTNET", "PYTHON", "DELPHI", "ERLANG", "RUBY", "OTHER", "HTTP", "GO", "PHP", "OMS", "RUST",
            "NODE_JS");

    private Languages() {}

    /** A name for every number: that of another language when it is not known. */
    public static String name(int number) {
        return number >= 0 && number < NAMES.size() ? NAMES.get(number) : NAMES.get(OTHER);
    }

    public static int number(String name) {
        int number = NAMES.indexOf(name);
        return number < 0 ? OTHER : number;
    }
}
