// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.DeleteOnClose;
import org.apache.qpid.proton.amqp.messaging.Terminus;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/**
 * A node that a link has asked for and that goes with it: a queue from which only this connection consumes, or a topic.
 * Everybody may send to it.
 */
final class TemporaryNode {

    private static final Symbol LIFETIME = Symbol.valueOf("lifetime-policy");
    private static final String TEMPORARY_TOPIC = "temporary-topic";

    private final Admin admin;
    private final boolean topic;
    private Node node;
    private boolean over;

    TemporaryNode(Admin admin, Symbol[] capabilities) {
        this.admin = admin;
        this.topic = Node.has(capabilities, TEMPORARY_TOPIC) || Node.has(capabilities, Node.TOPIC.toString());
    }

    void make(Consumer<Node> made, Consumer<BrokerException> failed) {
        if (topic) {
            String name = "temporary-topic-" + UUID.randomUUID();
            admin.declareTopic(
                    TopicSettings.of(name, TopicKind.FANOUT, false),
                    Nodes.<Void>answer(done -> made(Node.topic(name, "", true), made), failed));
        } else {
            admin.declareGroup(
                    new GroupSettings("", false, true, false, Map.of()),
                    Nodes.<GroupInfo>answer(
                            info -> made(Node.queue(info.settings().name(), false), made), failed));
        }
    }

    private void made(Node is, Consumer<Node> then) {
        node = is;
        if (over) {
            delete();
        } else {
            then.accept(is);
        }
    }

    /** Tells the peer where the node is and how long it lives, whatever it has asked for. */
    void describe(Terminus terminus) {
        terminus.setAddress(Node.address(node.topic(), node.key()));
        terminus.setDynamicNodeProperties(Map.of(LIFETIME, DeleteOnClose.getInstance()));
    }

    void end() {
        over = true;
        if (node != null) {
            delete();
        }
    }

    private void delete() {
        if (node.isQueue()) {
            admin.deleteGroup(node.key(), false, false, Nodes.<Long>answer(count -> {}, reason -> {}));
        } else {
            admin.deleteTopic(node.topic(), false, Nodes.<Void>answer(done -> {}, reason -> {}));
        }
        node = null;
    }
}
