// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.ClientOptions;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.ConnectionOptions;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Tracker;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Connections of Qpid's client protonj2, each of whose waits has an end; closed after each test. */
final class Proton2 implements AfterEachCallback {

    static final int PATIENCE_MS = BrokerExtension.PATIENCE_MS;

    private final BrokerExtension broker;
    private final List<Client> clients = new ArrayList<>();

    Proton2(BrokerExtension broker) {
        this.broker = broker;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clients.forEach(Client::close);
        clients.clear();
    }

    Connection connect() throws ClientException {
        return connect(BrokerExtension.name("container"), options -> {});
    }

    Connection connect(String container, Consumer<ConnectionOptions> more) throws ClientException {
        Client client = Client.create(new ClientOptions().id(container));
        clients.add(client);
        ConnectionOptions options = new ConnectionOptions()
                .user("guest")
                .password("guest")
                .openTimeout(PATIENCE_MS)
                .closeTimeout(PATIENCE_MS)
                .sendTimeout(PATIENCE_MS)
                .requestTimeout(PATIENCE_MS)
                .drainTimeout(PATIENCE_MS);
        more.accept(options);
        return client.connect("127.0.0.1", broker.port(), options);
    }

    /** One that gives credit only when it is asked to, and decides about each delivery only when it is asked to. */
    static ReceiverOptions manual() {
        return new ReceiverOptions().creditWindow(0).autoAccept(false).autoSettle(false);
    }

    static DeliveryState send(Sender sender, String text) throws Exception {
        return outcome(sender.send(Message.create(text)));
    }

    static DeliveryState outcome(Tracker tracker) throws Exception {
        tracker.settlementFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        return tracker.remoteState();
    }

    static Delivery next(Receiver receiver) throws ClientException {
        Delivery delivery = receiver.receive(PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(delivery, "nothing arrived");
        return delivery;
    }

    static String text(Delivery delivery) throws ClientException {
        return String.valueOf(delivery.message().body());
    }

    /** Gives back credit that nothing is there for: what has not come by then is not there. */
    static void drain(Receiver receiver) throws Exception {
        receiver.drain().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }
}
