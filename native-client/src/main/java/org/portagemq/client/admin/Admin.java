// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.queue.QueueLog;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;

/**
 * What administrators do. Each call waits for the brokers, for the request timeout with each at most, and has a twin that does not:
 * its future fails with what the call would throw, and is completed on a thread of the client's. Thread-safe.
 */
public final class Admin {

    private final Cluster cluster;
    private final TopicAdmin topics;
    private final GroupAdmin groups;
    private final MessageAdmin messages;

    public Admin(Remote remote) {
        this.cluster = new Cluster(remote);
        QueueLog log = new QueueLog(remote, Optional.empty());
        this.topics = new TopicAdmin(cluster, log);
        this.groups = new GroupAdmin(cluster);
        this.messages = new MessageAdmin(cluster, log);
    }

    public TopicAdmin topics() {
        return topics;
    }

    public GroupAdmin groups() {
        return groups;
    }

    public MessageAdmin messages() {
        return messages;
    }

    /** All that name servers know. */
    public List<BrokerInfo> brokers() {
        return Futures.await(cluster.brokers(), "list brokers");
    }

    /** {@link #brokers()} without waiting. */
    public CompletableFuture<List<BrokerInfo>> brokersAsync() {
        return cluster.handOver(cluster.brokers());
    }
}
