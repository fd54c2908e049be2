// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import jakarta.jms.ConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jms.autoconfigure.JmsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.CachingConnectionFactory;

/** One connection at a time, with or without Spring's cache of sessions. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(ConnectionFactory.class)
class SimpleConfiguration {

    /** With a cache. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "spring.jms.cache.enabled", havingValue = "true", matchIfMissing = true)
    static class Cached {

        @Bean
        CachingConnectionFactory jmsConnectionFactory(Factories factories, JmsProperties jms) {
            CachingConnectionFactory caching =
                    new CachingConnectionFactory(factories.create(PortageConnectionFactory::new));
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
        PortageConnectionFactory jmsConnectionFactory(Factories factories) {
            return factories.create(PortageConnectionFactory::new);
        }
    }
}
