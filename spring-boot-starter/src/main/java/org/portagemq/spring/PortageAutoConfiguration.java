// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import jakarta.jms.ConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jms.autoconfigure.JmsAutoConfiguration;
import org.springframework.boot.jms.autoconfigure.JmsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * A connection factory for the broker, unless the application has one: with Spring's cache of sessions ({@code
 * spring.jms.cache.*}), or without ({@code spring.jms.cache.enabled=false}).
 */
@AutoConfiguration(before = JmsAutoConfiguration.class)
@ConditionalOnClass({ConnectionFactory.class, PortageConnectionFactory.class})
@ConditionalOnMissingBean(ConnectionFactory.class)
@EnableConfigurationProperties({PortageProperties.class, JmsProperties.class})
public class PortageAutoConfiguration {

    /** Sets a factory up as the properties say. */
    private static <T extends PortageConnectionFactory> T configured(T factory, PortageProperties properties) {
        factory.setBrokerURL(properties.getBrokerUrl());
        if (properties.getUser() != null) {
            factory.setUsername(properties.getUser());
            factory.setPassword(properties.getPassword());
        }
        factory.setProperties(properties.getOptions());
        return factory;
    }

    /** With a cache. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "spring.jms.cache.enabled", havingValue = "true", matchIfMissing = true)
    static class Cached {

        @Bean
        CachingConnectionFactory jmsConnectionFactory(PortageProperties properties, JmsProperties jms) {
            CachingConnectionFactory caching =
                    new CachingConnectionFactory(configured(new PortageConnectionFactory(), properties));
            caching.setCacheConsumers(jms.getCache().isConsumers());
            caching.setCacheProducers(jms.getCache().isProducers());
            caching.setSessionCacheSize(jms.getCache().getSessionCacheSize());
            return caching;
        }
    }

    /** Without one. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "spring.jms.cache.enabled", havingValue = "false")
    static class Plain {

        @Bean
        PortageConnectionFactory jmsConnectionFactory(PortageProperties properties) {
            return configured(new PortageConnectionFactory(), properties);
        }
    }
}
