// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import jakarta.jms.ConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jms.XAConnectionFactoryWrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Where a transaction manager wraps factories: what is sent and received takes part in its transactions. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(ConnectionFactory.class)
@ConditionalOnBean(XAConnectionFactoryWrapper.class)
class XaConfiguration {

    @Primary
    @Bean(name = {"jmsConnectionFactory", "xaJmsConnectionFactory"})
    ConnectionFactory jmsConnectionFactory(Factories factories, XAConnectionFactoryWrapper wrapper) throws Exception {
        return wrapper.wrapConnectionFactory(factories.create(PortageXAConnectionFactory::new));
    }

    /** For what is not to wait for the outcome of a transaction. */
    @Bean
    ConnectionFactory nonXaJmsConnectionFactory(Factories factories) {
        return factories.create(PortageConnectionFactory::new);
    }
}
