// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.io.IOException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.portagemq.jms.PortageConnectionFactory;

/** The libraries that a load can be made with. */
public enum ClientLibrary {
    RABBITMQ("RabbitMQ's Java client") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            return new RabbitClient(Integer.parseInt(place), shape);
        }
    },
    QPID_JMS("Qpid JMS") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            return new JmsClient(new JmsConnectionFactory(USER, USER, "amqp://127.0.0.1:" + place), shape);
        }
    },
    /** RabbitMQ 3 would declare what a plain name names, with other settings than who publishes. */
    QPID_JMS_EXISTING("Qpid JMS, the queue by RabbitMQ's address") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            String uri = "amqp://127.0.0.1:" + place + "?jms.queuePrefix=/amq/queue/";
            return new JmsClient(new JmsConnectionFactory(USER, USER, uri), shape);
        }
    },
    PROTON("a light client of AMQP 1.0") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            return new ProtonClient(Integer.parseInt(place), shape);
        }
    },
    PORTAGE_JMS("PortageMQ's JMS client") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            return new JmsClient(new PortageConnectionFactory(USER, USER, "portage://127.0.0.1:" + place), shape);
        }
    },
    PORTAGE_JMS_IN_PROCESS("PortageMQ's JMS client with the broker in its process") {
        @Override
        LoadClient open(String place, LoadShape shape) throws IOException {
            return new JmsClient(new PortageConnectionFactory(EmbeddedBroker.start(place)), shape);
        }
    },
    ARTEMIS_JMS("Artemis' JMS client") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            // Without such a window it waits for each message, also for those with a listener.
            String uri = "tcp://127.0.0.1:" + place + "?confirmationWindowSize=10485760";
            return new JmsClient(new ActiveMQConnectionFactory(uri, USER, USER), shape);
        }
    },
    STOMP("a small client of STOMP") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            return new StompClient(Integer.parseInt(place), shape);
        }
    },
    ROCKETMQ("RocketMQ's client") {
        @Override
        LoadClient open(String place, LoadShape shape) throws Exception {
            return RocketClient.start("127.0.0.1:" + place, shape);
        }
    },
    PORTAGE("PortageMQ's client") {
        @Override
        LoadClient open(String place, LoadShape shape) {
            return SdkClient.open("127.0.0.1:" + place, shape);
        }
    };

    /** The name of the one destination of a load. */
    static final String DESTINATION = "load";

    private static final String USER = "guest";

    private final String text;

    ClientLibrary(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** @param place where its broker is: a port of this machine, or what an {@link EmbeddedBroker} is told */
    abstract LoadClient open(String place, LoadShape shape) throws Exception;
}
