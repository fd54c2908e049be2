// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

/** What the properties say. */
record PropertiesConnectionDetails(PortageProperties properties) implements PortageConnectionDetails {

    @Override
    public String getBrokerUrl() {
        return properties.getBrokerUrl();
    }

    @Override
    public String getUser() {
        return properties.getUser();
    }

    @Override
    public String getPassword() {
        return properties.getPassword();
    }
}
