// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.Retention;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.LinkListener;

/** The broker as this protocol's clients see it: what all connections share. Thread-safe. */
public final class Node implements LinkListener {

    private final Broker broker;
    private volatile NodeSettings settings;
    private final LongSupplier clock;
    private final IntSupplier port;
    private final long startedAt;
    private final Topics topics;
    private final ConsumerGroups consumers = new ConsumerGroups();
    private final ProducerGroups producers = new ProducerGroups();
    private final Resets resets = new Resets();
    private final Book book;
    private final QueueLocks locks;
    private final OtherBrokers others;

    /**
     * @param clock epoch ms
     * @param port of the listener for brokers' commands
     */
    public Node(
            Broker broker,
            String namespace,
            Retention retention,
            NodeSettings settings,
            LongSupplier clock,
            IntSupplier port) {
        this.broker = broker;
        this.settings = settings;
        this.clock = clock;
        this.port = port;
        this.startedAt = clock.getAsLong();
        this.topics = new Topics(broker, namespace, retention);
        this.book = new Book(topics);
        this.locks = new QueueLocks(clock);
        this.others = new OtherBrokers(clock);
    }

    public Broker broker() {
        return broker;
    }

    public NodeSettings settings() {
        return settings;
    }

    /** From now on, until the broker is started again. */
    public void change(NodeSettings changed) {
        settings = changed;
    }

    public Topics topics() {
        return topics;
    }

    public ConsumerGroups consumers() {
        return consumers;
    }

    public ProducerGroups producers() {
        return producers;
    }

    public QueueLocks locks() {
        return locks;
    }

    public Book book() {
        return book;
    }

    /** Those for which this one is the name server. */
    public OtherBrokers others() {
        return others;
    }

    public Resets resets() {
        return resets;
    }

    /** The time of day, epoch ms. */
    public long now() {
        return clock.getAsLong();
    }

    /** Epoch ms. */
    public long startedAt() {
        return startedAt;
    }

    /** That of the listener for brokers' commands. */
    public int port() {
        return port.getAsInt();
    }

    /** Where the client reaches the broker: at the address that is advertised, or the one that it has connected to. */
    public String address(ClientLink link) {
        return settings.advertised().orElseGet(() -> host(link).text());
    }

    /** The same in octets; an advertised name has none, and the address that was connected to stands for it. */
    public NetAddress host(ClientLink link) {
        return new NetAddress(link.local().address(), port.getAsInt());
    }

    @Override
    public void closed(ClientLink link) {
        consumers.leave(link);
        producers.leave(link);
        others.leave(link);
    }
}
