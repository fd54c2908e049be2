// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import jakarta.jms.ConnectionFactory;
import org.apache.commons.pool2.PooledObject;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jms.autoconfigure.JmsPoolConnectionFactoryFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A pool of connections, where {@code pooled-jms} is there and the properties ask for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(ConnectionFactory.class)
@ConditionalOnClass({JmsPoolConnectionFactory.class, PooledObject.class})
@ConditionalOnProperty(name = "portage.pool.enabled", havingValue = "true")
class PoolConfiguration {

    @Bean(destroyMethod = "stop")
    JmsPoolConnectionFactory jmsConnectionFactory(Factories factories, PortageProperties properties) {
        return new JmsPoolConnectionFactoryFactory(properties.getPool())
                .createPooledConnectionFactory(factories.create(PortageConnectionFactory::new));
    }
}
