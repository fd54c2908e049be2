// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.settings.Settings;
import org.portagemq.remoting.session.SessionSettings.QueueOrder;

/** What all conversations with one broker share. Thread-safe. */
public final class SessionService {

    static final String PRODUCT = "PortageMQ";

    private final Broker broker;
    private final Authenticator authenticator;
    private final ClientIds clientIds;
    private final boolean autoCreate;
    private final QueueOrder queueOrder;
    private final OpenConnections connections = new OpenConnections();
    private final String version;

    /**
     * @param clientIds one instance for all ways into the broker
     */
    public SessionService(Broker broker, Authenticator authenticator, ClientIds clientIds, Settings settings) {
        this.broker = broker;
        this.authenticator = authenticator;
        this.clientIds = clientIds;
        this.autoCreate = settings.get(SessionSettings.AUTO_CREATE);
        this.queueOrder = settings.get(SessionSettings.QUEUE_ORDER);
        String known = SessionService.class.getPackage().getImplementationVersion();
        this.version = known == null ? "" : known;
    }

    /**
     * Begins a conversation.
     *
     * @param executor runs one task after the other; the conversation is used on it only
     * @param events called on it; must not block
     * @param userOfNobody as whom clients are admitted that name no user; null for nobody
     */
    public Conversation converse(
            ConnectionInfo peer, Executor executor, Consumer<SessionEvent> events, String userOfNobody) {
        return new Conversation(this, peer, executor, events, userOfNobody);
    }

    Broker broker() {
        return broker;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    ClientIds clientIds() {
        return clientIds;
    }

    OpenConnections connections() {
        return connections;
    }

    QueueOrder queueOrder() {
        return queueOrder;
    }

    /** Whether queues are made that clients name and that do not exist. */
    boolean autoCreate() {
        return autoCreate;
    }

    String version() {
        return version;
    }
}
