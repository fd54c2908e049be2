// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XASession;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jms.XAConnectionFactoryWrapper;
import org.springframework.boot.jms.autoconfigure.JmsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;

/** What applications of Spring Boot get. */
class PortageAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PortageAutoConfiguration.class, JmsAutoConfiguration.class));

    @Test
    void aTemplateSendsToTheBrokerOfTheProperties() {
        application
                .withPropertyValues("portage.broker-url=vm://boot-template", "spring.jms.template.receive-timeout=20s")
                .run(context -> {
                    JmsTemplate template = context.getBean(JmsTemplate.class);
                    template.convertAndSend("q", "hello");
                    assertEquals("hello", template.receiveAndConvert("q"));
                });
    }

    @Test
    void listenersAreCalled() {
        application
                .withUserConfiguration(Listening.class)
                .withPropertyValues("portage.broker-url=vm://boot-listener")
                .run(context -> {
                    context.getBean(JmsTemplate.class).convertAndSend("heard", "hello");
                    assertEquals("hello", context.getBean(Listening.class).got.poll(20, TimeUnit.SECONDS));
                });
    }

    @Test
    void sessionsAreCachedAsSpringsPropertiesSay() {
        application
                .withPropertyValues("spring.jms.cache.session-cache-size=7", "spring.jms.cache.producers=false")
                .run(context -> {
                    CachingConnectionFactory factory = context.getBean(CachingConnectionFactory.class);
                    assertEquals(7, factory.getSessionCacheSize());
                    assertThat(factory.isCacheProducers()).isFalse();
                });
        application.withPropertyValues("spring.jms.cache.enabled=false").run(context -> {
            assertThat(context).hasSingleBean(PortageConnectionFactory.class);
            assertThat(context).doesNotHaveBean(CachingConnectionFactory.class);
        });
    }

    @Test
    void userPasswordAndOptionsAreThoseOfTheProperties() {
        application
                .withPropertyValues(
                        "spring.jms.cache.enabled=false",
                        "portage.broker-url=portage://broker.example:1234",
                        "portage.user=u",
                        "portage.password=secret",
                        "portage.options.clientID=c")
                .run(context -> {
                    PortageConnectionFactory factory = context.getBean(PortageConnectionFactory.class);
                    assertEquals("portage://broker.example:1234", factory.getBrokerURL());
                    assertEquals("u", factory.getUsername());
                    assertEquals("c", factory.getClientID());
                });
        application
                .withPropertyValues("portage.options.no-such-option=1")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("no-such-option"));
    }

    @Test
    void aPoolHasAsManyConnectionsAsThePropertiesSay() {
        application
                .withPropertyValues(
                        "portage.broker-url=vm://boot-pool",
                        "portage.pool.enabled=true",
                        "portage.pool.max-connections=3",
                        "spring.jms.template.receive-timeout=20s")
                .run(context -> {
                    JmsPoolConnectionFactory pool = context.getBean(JmsPoolConnectionFactory.class);
                    assertEquals(3, pool.getMaxConnections());
                    assertThat(pool.getConnectionFactory()).isInstanceOf(PortageConnectionFactory.class);
                    assertThat(context).hasSingleBean(ConnectionFactory.class);
                    JmsTemplate template = context.getBean(JmsTemplate.class);
                    template.convertAndSend("q", "hello");
                    assertEquals("hello", template.receiveAndConvert("q"));
                });
    }

    @Test
    void withoutPooledJmsThereIsTheCache() {
        application
                .withPropertyValues("portage.pool.enabled=true")
                .withClassLoader(new FilteredClassLoader(JmsPoolConnectionFactory.class))
                .run(context -> assertThat(context).hasSingleBean(CachingConnectionFactory.class));
    }

    @Test
    void aTransactionManagerGetsAFactoryOfDistributedTransactions() {
        application
                .withUserConfiguration(Wrapping.class)
                .withPropertyValues("portage.broker-url=vm://boot-xa", "portage.pool.enabled=true")
                .run(context -> {
                    Wrapping wrapping = context.getBean(Wrapping.class);
                    assertThat(wrapping.wrapped).isInstanceOf(PortageXAConnectionFactory.class);
                    assertSame(wrapping.outside, context.getBean(ConnectionFactory.class));
                    assertSame(wrapping.outside, context.getBean("xaJmsConnectionFactory"));
                    assertEquals(
                            PortageConnectionFactory.class,
                            context.getBean("nonXaJmsConnectionFactory").getClass());
                    try (XAConnection connection = wrapping.wrapped.createXAConnection();
                            XASession session = connection.createXASession()) {
                        assertThat(session.getXAResource().recover(XAResource.TMSTARTRSCAN))
                                .isEmpty();
                    }
                });
    }

    @Test
    void connectionDetailsGoBeforeTheProperties() {
        application
                .withUserConfiguration(Detailed.class)
                .withPropertyValues("portage.broker-url=portage://of.properties:1", "spring.jms.cache.enabled=false")
                .run(context -> {
                    PortageConnectionFactory factory = context.getBean(PortageConnectionFactory.class);
                    assertEquals("portage://of.details:2", factory.getBrokerURL());
                    assertEquals("d", factory.getUsername());
                });
    }

    @Test
    void anApplicationsOwnFactoryStays() {
        application.withUserConfiguration(Own.class).run(context -> {
            assertThat(context).hasSingleBean(ConnectionFactory.class);
            assertTrue(context.containsBean("own"));
        });
    }

    @Test
    void withoutTheProviderThereIsNothing() {
        application
                .withClassLoader(new FilteredClassLoader(PortageConnectionFactory.class))
                .run(context -> assertThat(context).doesNotHaveBean(ConnectionFactory.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        ConnectionFactory own() {
            return new PortageConnectionFactory("vm://boot-own");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Wrapping {
        final ConnectionFactory outside = new PortageConnectionFactory("vm://boot-outside");
        XAConnectionFactory wrapped;

        @Bean
        XAConnectionFactoryWrapper wrapper() {
            return factory -> {
                wrapped = factory;
                return outside;
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Detailed {
        @Bean
        PortageConnectionDetails details() {
            return new PortageConnectionDetails() {
                @Override
                public String getBrokerUrl() {
                    return "portage://of.details:2";
                }

                @Override
                public String getUser() {
                    return "d";
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {
        final BlockingQueue<String> got = new LinkedBlockingQueue<>();

        @JmsListener(destination = "heard")
        void hear(String text) {
            got.add(text);
        }
    }
}
