// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.io.IOException;
import java.net.URI;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the way to a broker by the scheme of its address. */
public final class Links {

    private Links() {}

    /**
     * Connects to the address.
     *
     * @throws IOException when the broker cannot be reached
     * @throws IllegalArgumentException when nobody knows the scheme, or the address is not understood
     */
    public static Link connect(URI address, int timeoutMs, Link.Listener listener) throws IOException {
        return provider(address).connect(address, timeoutMs, listener);
    }

    /** An address as messages show it: options may hold passwords. */
    public static String shown(URI address) {
        String text = address.toString();
        int options = text.indexOf('?');
        return options < 0 ? text : text.substring(0, options);
    }

    private static LinkProvider provider(URI address) {
        ServiceLoader<LinkProvider> known = ServiceLoader.load(LinkProvider.class, Links.class.getClassLoader());
        for (LinkProvider provider : known) {
            if (provider.schemes().stream().anyMatch(each -> each.equalsIgnoreCase(address.getScheme()))) {
                return provider;
            }
        }
        String schemes = known.stream()
                .flatMap(provider -> provider.get().schemes().stream())
                .map(scheme -> scheme + "://")
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no way to '" + shown(address) + "' is known; the class path has ways for: "
                + schemes + (schemes.contains("vm://") ? "" : " (vm:// needs the module server)"));
    }
}
