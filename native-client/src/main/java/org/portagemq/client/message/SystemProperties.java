// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

/** Which properties are not the application's own. For the client itself. */
public final class SystemProperties {

    private SystemProperties() {}

    public static boolean isReserved(String name) {
        return Rules.isReserved(name);
    }
}
