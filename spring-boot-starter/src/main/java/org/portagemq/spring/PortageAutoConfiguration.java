// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import jakarta.jms.ConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jms.autoconfigure.JmsAutoConfiguration;
import org.springframework.boot.jms.autoconfigure.JmsProperties;
import org.springframework.boot.transaction.jta.autoconfigure.JtaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Connection factories for the broker, unless the application has one, chosen as for other brokers that Spring Boot knows: one
 * that takes part in the application's distributed transactions where a transaction manager wraps such ones; else a pool
 * ({@code portage.pool.enabled}); else with Spring's cache of sessions ({@code spring.jms.cache.*}), or without.
 */
@AutoConfiguration(before = JmsAutoConfiguration.class, after = JtaAutoConfiguration.class)
@ConditionalOnClass({ConnectionFactory.class, PortageConnectionFactory.class})
@ConditionalOnMissingBean(ConnectionFactory.class)
@EnableConfigurationProperties({PortageProperties.class, JmsProperties.class})
@Import({XaConfiguration.class, PoolConfiguration.class, SimpleConfiguration.class})
public class PortageAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PortageConnectionDetails portageConnectionDetails(PortageProperties properties) {
        return new PropertiesConnectionDetails(properties);
    }

    @Bean
    Factories portageFactories(PortageConnectionDetails details, PortageProperties properties) {
        return new Factories(details, properties);
    }
}
