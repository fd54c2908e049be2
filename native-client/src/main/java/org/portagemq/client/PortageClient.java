// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client;

import java.util.Map;
import java.util.TreeMap;
import org.portagemq.client.admin.Admin;
import org.portagemq.client.consume.ConsumerHub;
import org.portagemq.client.consume.PushConsumerBuilder;
import org.portagemq.client.consume.SimpleConsumerBuilder;
import org.portagemq.client.event.ClientEvent;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.produce.ProducerBuilder;
import org.portagemq.client.produce.ProducerHub;
import org.portagemq.client.queue.Notices;
import org.portagemq.client.read.LogReaderBuilder;
import org.portagemq.client.remote.HeldReceipts;
import org.portagemq.client.remote.Remote;

/**
 * A client of PortageMQ, or of Apache RocketMQ 5: connections, routes, threads and a budget of bytes, which all producers, consumers
 * and readers that it makes share. One is enough for a process. Thread-safe.
 *
 * <pre>{@code
 * try (PortageClient client = PortageClient.connect("localhost:9876");
 *         Producer producer = client.newProducer().open()) {
 *     producer.send(Message.to("orders").text("hello").build());
 * }
 * }</pre>
 *
 * Failures are {@link org.portagemq.client.error.PortageException}s. Futures are completed on threads of the client's own, where
 * waiting for other futures does no harm.
 */
public final class PortageClient implements AutoCloseable {

    private final Remote remote;
    private final Interceptors interceptors;
    private final ProducerHub producers;
    private final ConsumerHub consumers;
    private final Notices notices;

    PortageClient(Remote remote, Interceptors interceptors) {
        this.remote = remote;
        this.interceptors = interceptors;
        HeldReceipts held = new HeldReceipts();
        this.producers = new ProducerHub(remote, interceptors, held);
        this.notices = new Notices(remote);
        this.consumers = new ConsumerHub(remote, interceptors, notices, held);
    }

    /**
     * Connects with usual settings.
     *
     * @param addresses of name servers, as {@link ClientBuilder#endpoints} takes them
     */
    public static PortageClient connect(String... addresses) {
        return builder().endpoints(addresses).open();
    }

    public static ClientBuilder builder() {
        return new ClientBuilder();
    }

    public ProducerBuilder newProducer() {
        return new ProducerBuilder(producers);
    }

    public SimpleConsumerBuilder newSimpleConsumer() {
        return new SimpleConsumerBuilder(consumers);
    }

    public PushConsumerBuilder newPushConsumer() {
        return new PushConsumerBuilder(consumers);
    }

    public LogReaderBuilder newLogReader() {
        return new LogReaderBuilder(remote, notices);
    }

    public Admin admin() {
        return new Admin(remote);
    }

    public ClientStatus status() {
        Map<String, Boolean> connections = new TreeMap<>();
        remote.connections().forEach((endpoint, connected) -> connections.put(endpoint.toString(), connected));
        return new ClientStatus(
                connections,
                remote.budget().used(),
                remote.events().dropped(),
                interceptors.failures().get());
    }

    /** Closes all that it has made, the last first, and then the connections. No callback runs after it has returned. */
    @Override
    public void close() {
        if (remote.isClosed()) {
            return;
        }
        try {
            remote.children().closeAll();
        } finally {
            remote.events().tell(new ClientEvent.Closed());
            remote.close();
            remote.threads().close();
        }
    }
}
