// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.core.api.Admin;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;

/** Looks for what links name, and makes queues that do not exist where that is allowed. */
final class Nodes {

    private static final int REMEMBERED = 1_024;

    private final Admin admin;
    private final boolean autoCreate;
    private final Set<String> made = new HashSet<>();

    Nodes(Admin admin, boolean autoCreate) {
        this.admin = admin;
        this.autoCreate = autoCreate;
    }

    /** Tells whether there is such a node, now that one was made if it may be. */
    void find(Node node, Runnable found, Consumer<BrokerException> failed) {
        if (node.isAnyQueue()) {
            found.run();
        } else if (!node.isQueue()) {
            admin.describeTopic(node.topic(), answer(topic -> found.run(), failed));
        } else if (node.mayBeMade() && autoCreate) {
            make(node.key(), found, failed);
        } else {
            require(node.key(), found, failed);
        }
    }

    /** Makes a queue before a message that names it; whether it is there shows when the message is routed. */
    void prepare(Node node) {
        if (node.isQueue() && node.mayBeMade() && autoCreate && !made.contains(node.key())) {
            if (made.size() >= REMEMBERED) {
                made.clear();
            }
            made.add(node.key());
            make(node.key(), () -> {}, reason -> made.remove(node.key()));
        }
    }

    /** It is there no more. */
    void gone(String queue) {
        made.remove(queue);
    }

    /** One that is there stays as it is, whatever its settings are. */
    private void make(String queue, Runnable found, Consumer<BrokerException> failed) {
        admin.declareGroup(
                GroupSettings.durable(queue),
                answer(
                        info -> found.run(),
                        whyNot -> require(
                                queue,
                                found,
                                reason -> failed.accept(reason.code() == ErrorCode.NOT_FOUND ? whyNot : reason))));
    }

    /** Tells whether the queue is there. */
    void require(Node queue, Runnable found, Consumer<BrokerException> failed) {
        require(queue.key(), found, failed);
    }

    /** A queue of another connection is there as well: who may not use it is told when it tries. */
    private void require(String queue, Runnable found, Consumer<BrokerException> failed) {
        admin.describeGroup(queue, Nodes.<GroupInfo>answer(info -> found.run(), reason -> {
            if (reason.code() == ErrorCode.LOCKED) {
                found.run();
            } else {
                failed.accept(reason);
            }
        }));
    }

    static <T> Answer<T> answer(Consumer<T> done, Consumer<BrokerException> failed) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                done.accept(value);
            }

            @Override
            public void failed(BrokerException reason) {
                failed.accept(reason);
            }
        };
    }
}
