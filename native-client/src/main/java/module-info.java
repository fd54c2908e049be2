// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0

/** A client for PortageMQ and for Apache RocketMQ 5. Begin with {@link org.portagemq.client.PortageClient}. */
module org.portagemq.client {
    requires com.fasterxml.jackson.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.slf4j;

    // Of applications that have them.
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static micrometer.core;

    // Ways to brokers that others bring.
    uses org.portagemq.client.session.LinkProvider;

    exports org.portagemq.client;
    exports org.portagemq.client.admin;
    exports org.portagemq.client.config;
    exports org.portagemq.client.consume;
    exports org.portagemq.client.error;
    exports org.portagemq.client.event;
    exports org.portagemq.client.intercept;
    exports org.portagemq.client.message;
    exports org.portagemq.client.micrometer;
    exports org.portagemq.client.opentelemetry;
    exports org.portagemq.client.produce;
    exports org.portagemq.client.read;

    // The provider of JMS speaks with brokers in sessions.
    exports org.portagemq.client.codec to
            org.portagemq.jms;
    exports org.portagemq.client.session to
            org.portagemq.jms;
}
