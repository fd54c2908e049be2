// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.options;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of an address: one place, or several in brackets, with or without {@code failover:}, and options behind a
 * question mark.
 *
 * @param places each with the options of its own
 * @param options those of all
 */
record AddressText(List<String> places, Map<String, String> options) {

    private static final String FAILOVER = "failover:";

    static AddressText parse(String text) {
        String rest = text.strip();
        if (rest.startsWith(FAILOVER)) {
            rest = rest.substring(FAILOVER.length());
        }
        if (rest.startsWith("//(")) {
            rest = rest.substring(2);
        }
        if (!rest.startsWith("(")) {
            int mark = rest.indexOf('?');
            String place = mark < 0 ? rest : rest.substring(0, mark);
            return new AddressText(List.of(checked(place)), options(mark < 0 ? "" : rest.substring(mark + 1)));
        }
        int end = rest.indexOf(')');
        if (end < 0) {
            throw new IllegalArgumentException("'" + text + "': a bracket is not closed");
        }
        List<String> places = Arrays.stream(rest.substring(1, end).split(",", -1))
                .map(String::strip)
                .map(AddressText::checked)
                .toList();
        String behind = rest.substring(end + 1);
        if (!behind.isEmpty() && !behind.startsWith("?")) {
            throw new IllegalArgumentException("'" + text + "': behind the bracket there may be options only");
        }
        return new AddressText(places, options(behind.isEmpty() ? "" : behind.substring(1)));
    }

    private static String checked(String place) {
        URI address;
        try {
            address = URI.create(place);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + place + "' is not an address", malformed);
        }
        if (address.getScheme() == null || address.isOpaque()) {
            throw new IllegalArgumentException(
                    "'" + place + "' is not an address: expected portage://HOST:PORT or vm://NAME");
        }
        return place;
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String each : query.split("&", -1)) {
            int equals = each.indexOf('=');
            if (each.isEmpty()) {
                continue;
            }
            if (equals < 0) {
                throw new IllegalArgumentException("option '" + each + "' has no value");
            }
            options.put(decoded(each.substring(0, equals)), decoded(each.substring(equals + 1)));
        }
        return options;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The address of a place with options that its way to the broker understands. */
    static URI withOptions(String place, Map<String, String> options) {
        if (options.isEmpty()) {
            return URI.create(place);
        }
        String query = options.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(place + (place.indexOf('?') < 0 ? "?" : "&") + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
