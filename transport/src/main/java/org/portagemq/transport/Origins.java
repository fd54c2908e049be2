// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pages of which origins may open WebSockets from a browser, which sends along what it knows of the user. Clients that are
 * no browsers name no origin. Immutable.
 */
public final class Origins {

    private final Set<String> listed;

    private Origins(Set<String> listed) {
        this.listed = listed;
    }

    /** Origins such as {@code https://shop.example}, parted by commas; {@code *} is all. */
    public static Origins of(String list) {
        return new Origins(Arrays.stream(list.split(",", -1))
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Whether a page may.
     *
     * @param origin of the page, null when the client names none
     * @param host to which the request goes, null when it does not say
     * @param secure whether it came by TLS
     */
    public boolean allow(String origin, String host, boolean secure) {
        if (origin == null || listed.contains("*")) {
            return true;
        }
        String page = origin.toLowerCase(Locale.ROOT);
        return listed.contains(page)
                || (host != null && page.equals((secure ? "https://" : "http://") + host.toLowerCase(Locale.ROOT)));
    }
}
