// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the broker is, and as whom the application connects. A bean of it goes before {@code portage.broker-url}, {@code
 * portage.user} and {@code portage.password}: tests and platforms that start the broker themselves make one.
 */
public interface PortageConnectionDetails extends ConnectionDetails {

    /** Address of the broker. */
    String getBrokerUrl();

    /** Login user; null for none. */
    default String getUser() {
        return null;
    }

    /** Login password; null for none. */
    default String getPassword() {
        return null;
    }
}
