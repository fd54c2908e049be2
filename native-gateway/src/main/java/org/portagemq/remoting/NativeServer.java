// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.portagemq.core.api.Broker;
import org.portagemq.core.settings.Settings;
import org.portagemq.remoting.admin.BrokerAdmin;
import org.portagemq.remoting.admin.BrokerConfig;
import org.portagemq.remoting.admin.GroupAdmin;
import org.portagemq.remoting.admin.GroupConfigs;
import org.portagemq.remoting.admin.GroupStatistics;
import org.portagemq.remoting.admin.TopicAdmin;
import org.portagemq.remoting.admin.TopicUpdates;
import org.portagemq.remoting.consume.ClientCommands;
import org.portagemq.remoting.consume.LockCommands;
import org.portagemq.remoting.consume.OffsetCommands;
import org.portagemq.remoting.consume.PullCommands;
import org.portagemq.remoting.consume.QueryCommands;
import org.portagemq.remoting.consume.SendBackCommands;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.StrangerBudget;
import org.portagemq.remoting.names.KvCommands;
import org.portagemq.remoting.names.NameServerLink;
import org.portagemq.remoting.names.OwnRegistration;
import org.portagemq.remoting.names.RegistrationCommands;
import org.portagemq.remoting.names.RouteCommands;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.pop.AssignmentCommands;
import org.portagemq.remoting.pop.Moves;
import org.portagemq.remoting.pop.PeekCommands;
import org.portagemq.remoting.pop.PopCommands;
import org.portagemq.remoting.pop.PopGroups;
import org.portagemq.remoting.produce.RecallCommands;
import org.portagemq.remoting.produce.ReplyCommands;
import org.portagemq.remoting.produce.SendCommands;
import org.portagemq.remoting.produce.TransactionCommands;
import org.portagemq.transport.OutgoingTls;

/** What all listeners of this protocol in one server share: the commands, and what they are about. Thread-safe. */
public final class NativeServer {

    private final Node node;
    private final Dispatcher dispatcher;
    private final StrangerBudget strangers;

    /** @param port of the listener for commands to the broker, which routes name */
    public NativeServer(Broker broker, Settings settings, LongSupplier clock, IntSupplier port) {
        this.node = new Node(
                broker,
                settings.get(NativeSettings.NAMESPACE),
                NativeSettings.retention(settings),
                NativeSettings.node(settings),
                clock,
                port);
        this.dispatcher = commands(node);
        this.strangers = NativeSettings.strangers(settings);
    }

    /** Every request that is answered. Another part of the protocol adds its set here. */
    private static Dispatcher commands(Node node) {
        TransactionCommands transactions = new TransactionCommands(node);
        PopGroups pops = new PopGroups(node);
        Moves moves = new Moves(node, pops);
        return new Dispatcher()
                .add(new RouteCommands(node))
                .add(new RegistrationCommands(node))
                .add(new SendCommands(node))
                .add(transactions)
                .add(new ReplyCommands(node))
                .add(new RecallCommands())
                .add(new QueryCommands(node))
                .add(new ClientCommands(node, transactions::listen))
                .add(new OffsetCommands(moves))
                .add(new PullCommands(node))
                .add(new LockCommands(node))
                .add(new SendBackCommands(node))
                .add(new PopCommands(node, pops))
                .add(new PeekCommands(node, pops))
                .add(new AssignmentCommands(node))
                .add(new KvCommands(node))
                .add(new TopicAdmin(node))
                .add(new TopicUpdates(node))
                .add(new GroupAdmin(node, moves))
                .add(new GroupConfigs(node))
                .add(new GroupStatistics(node))
                .add(new BrokerConfig(node))
                .add(new BrokerAdmin(node));
    }

    /**
     * Registers this broker with the name servers of Apache RocketMQ that the settings name, once it listens; nothing when they
     * name none.
     */
    public Optional<OwnRegistration> register(Broker broker, Settings settings) {
        List<InetSocketAddress> names = settings.get(NativeSettings.NAME_SERVERS);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Optional<OutgoingTls> tls = NativeSettings.nameServersTls(settings);
        List<NameServerLink> links =
                names.stream().map(where -> new NameServerLink(where, tls)).toList();
        return Optional.of(new OwnRegistration(broker, settings.get(NativeSettings.NAMESPACE), node, links));
    }

    public Node node() {
        return node;
    }

    StrangerBudget strangers() {
        return strangers;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }
}
