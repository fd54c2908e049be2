// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.function.Function;
import org.portagemq.benchmarks.load.ClientLibrary;

/**
 * Who sends or receives.
 *
 * @param name as a part of names of cases
 * @param library by broker, as some are their broker's own
 */
record Party(String name, Protocol protocol, String text, Function<Contender, ClientLibrary> library) {

    static final Party AMQP_091 = of("amqp", Protocol.AMQP_091, ClientLibrary.RABBITMQ);
    static final Party AMQP_10 = of("amqp10", Protocol.AMQP_10, ClientLibrary.QPID_JMS);
    static final Party EXISTING_10 = of("amqp10", Protocol.AMQP_10, ClientLibrary.QPID_JMS_EXISTING);
    static final Party LIGHT_10 = of("light10", Protocol.AMQP_10, ClientLibrary.PROTON);
    static final Party STOMP = of("stomp", Protocol.STOMP, ClientLibrary.STOMP);
    static final Party ROCKETMQ = of("rocketmq", Protocol.ROCKETMQ, ClientLibrary.ROCKETMQ);
    static final Party OWN = of("own", Protocol.ROCKETMQ, ClientLibrary.PORTAGE);
    static final Party JMS = new Party("jms", Protocol.JMS, Protocol.JMS.text(), Contender::jmsLibrary);

    private static Party of(String name, Protocol protocol, ClientLibrary library) {
        return new Party(name, protocol, library.text(), broker -> library);
    }

    /** As an argument of the load. */
    String at(RunningBroker broker, Contender contender) {
        return library.apply(contender).name() + ":" + broker.place(protocol);
    }
}
