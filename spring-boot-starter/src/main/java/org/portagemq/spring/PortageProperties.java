// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.jms.PortageConnectionFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.jms.autoconfigure.JmsPoolConnectionFactoryProperties;

/** Properties that begin with {@code portage}: where the broker is, and as whom the application connects. */
@ConfigurationProperties("portage")
public class PortageProperties {

    /** Address of the broker, with options. */
    private String brokerUrl = PortageConnectionFactory.DEFAULT_ADDRESS;

    /** Login user. */
    private String user;

    /** Login password. */
    private String password;

    /** Options of connections by name, such as {@code prefetchPolicy.all}. */
    private Map<String, String> options = new HashMap<>();

    /** A pool of connections. */
    @NestedConfigurationProperty
    private final JmsPoolConnectionFactoryProperties pool = new JmsPoolConnectionFactoryProperties();

    public String getBrokerUrl() {
        return brokerUrl;
    }

    public void setBrokerUrl(String brokerUrl) {
        this.brokerUrl = brokerUrl;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public Map<String, String> getOptions() {
        return options;
    }

    public void setOptions(Map<String, String> options) {
        this.options = options;
    }

    public JmsPoolConnectionFactoryProperties getPool() {
        return pool;
    }
}
