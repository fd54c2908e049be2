// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Locale;
import java.util.Set;

/**
 * Filters in the SQL of AMQP's filter expressions, as selectors: the grammar is the same but for the names of fields.
 *
 * <pre>
 *  p.FIELD, properties.FIELD              a field of the section properties
 *  h.FIELD, header.FIELD                  one of the header
 *  a.KEY, application_properties.KEY, KEY an application property
 *  !=                                     as the operator with the two angles
 * </pre>
 *
 * A name in double quotes may hold any letter.
 */
final class SqlFilter {

    private static final Set<String> KEYWORDS =
            Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");

    private final String sql;
    private final StringBuilder selector = new StringBuilder();
    private int at;

    private SqlFilter(String sql) {
        this.sql = sql;
    }

    /**
     * The selector that says the same.
     *
     * @throws Refusal when it names a field that there is not, or a function
     */
    static String selector(String sql) {
        return new SqlFilter(sql).translate();
    }

    private String translate() {
        while (at < sql.length()) {
            char first = sql.charAt(at);
            if (first == '\'') {
                selector.append(until('\''));
            } else if (first == '"' || (first != '$' && Character.isJavaIdentifierStart(first))) {
                selector.append(name());
            } else if (Character.isDigit(first)) {
                number();
            } else if (sql.startsWith("!=", at)) {
                selector.append("<>");
                at += 2;
            } else {
                selector.append(first);
                at++;
            }
        }
        return selector.toString();
    }

    /** With its quotes; a quote in it is two, so that what follows one begins a new text. */
    private String until(char quote) {
        int end = sql.indexOf(quote, at + 1);
        if (end < 0) {
            throw new Refusal(Conditions.INVALID_FIELD, "a quote is missing in the filter: " + sql);
        }
        String quoted = sql.substring(at, end + 1);
        at = end + 1;
        return quoted;
    }

    private void number() {
        while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
            selector.append(sql.charAt(at++));
        }
    }

    private String name() {
        boolean plain = sql.charAt(at) != '"';
        String first = part();
        if (at >= sql.length() || sql.charAt(at) != '.') {
            boolean keyword = plain && KEYWORDS.contains(first.toUpperCase(Locale.ROOT));
            if (plain && !keyword && isCall()) {
                throw new Refusal(
                        Conditions.NOT_IMPLEMENTED, "a filter may use no functions here, as it does: " + first);
            }
            return keyword ? first : PropertyField.ofApplication(first);
        }
        at++;
        String field = part();
        return switch (first) {
            case "p", "properties" -> PropertyField.identifier(field);
            case "h", "header" -> PropertyField.ofHeader(field);
            case "a", "application_properties" -> PropertyField.ofApplication(field);
            default -> throw new Refusal(Conditions.INVALID_FIELD, "a filter names a section that is none: " + first);
        };
    }

    /** Whether a parenthesis follows. */
    private boolean isCall() {
        int next = at;
        while (next < sql.length() && Character.isWhitespace(sql.charAt(next))) {
            next++;
        }
        return next < sql.length() && sql.charAt(next) == '(';
    }

    private String part() {
        if (at < sql.length() && sql.charAt(at) == '"') {
            String quoted = until('"');
            return quoted.substring(1, quoted.length() - 1);
        }
        int start = at;
        while (at < sql.length() && Character.isJavaIdentifierPart(sql.charAt(at))) {
            at++;
        }
        return sql.substring(start, at);
    }
}
