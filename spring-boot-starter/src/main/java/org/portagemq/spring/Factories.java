// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import java.util.function.Supplier;
import org.portagemq.jms.PortageConnectionFactory;

/** Makes connection factories as the application's beans and properties say. */
record Factories(PortageConnectionDetails details, PortageProperties properties) {

    <T extends PortageConnectionFactory> T create(Supplier<T> kind) {
        T factory = kind.get();
        factory.setBrokerURL(details.getBrokerUrl());
        if (details.getUser() != null) {
            factory.setUsername(details.getUser());
            factory.setPassword(details.getPassword());
        }
        factory.setProperties(properties.getOptions());
        return factory;
    }
}
