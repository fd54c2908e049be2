// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Words of the argument {@value #ARGUMENT} of a binding to a {@link TopicKind#HEADERS} topic. */
public final class HeaderMatch {

    public static final String ARGUMENT = "x-match";
    public static final String ALL = "all";
    public static final String ANY = "any";

    /** Like all and any, but arguments whose name begins with {@code x-} are compared too. */
    public static final String ALL_WITH_X = "all-with-x";

    public static final String ANY_WITH_X = "any-with-x";

    private HeaderMatch() {}
}
