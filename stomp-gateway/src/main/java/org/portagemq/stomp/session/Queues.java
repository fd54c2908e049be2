// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Headers;

/** The queues that a connection has used by their names, and makes when they do not exist. */
final class Queues {

    private static final int REMEMBERED = 1_024;

    private final Host host;
    private final Set<String> made = new HashSet<>();

    Queues(Host host) {
        this.host = host;
    }

    /** Makes a queue before its first use on this connection; one that is there already stays as it is. */
    void ensure(String name, Headers headers, String receipt) {
        if (made.contains(name)) {
            return;
        }
        declare(name, headers, reason -> host.fail(reason, receipt));
        if (made.size() >= REMEMBERED) {
            made.clear();
        }
        made.add(name);
    }

    /** It is there no more. */
    void gone(String name) {
        made.remove(name);
    }

    /**
     * Makes a queue that does not exist. Where the headers say nothing of its rules, one with any rules will do.
     *
     * @param failed is told when there is no such queue and none can be made
     */
    void declare(String name, Headers headers, Consumer<StompException> failed) {
        QueueRules rules = QueueRules.read(headers);
        boolean durable = Request.flag(headers, "durable", true);
        boolean autoDelete = Request.flag(headers, "auto-delete", false);
        boolean exclusive = Request.flag(headers, "exclusive", false);
        boolean anyWillDo = rules.isUsual() && durable && !autoDelete && !exclusive;
        GroupSettings settings = rules.settings(name, durable, exclusive, autoDelete);
        host.session().admin().declareGroup(settings, new HostAnswer<>(host, info -> {}, reason -> {
            if (!anyWillDo || reason.code() == ErrorCode.CLOSED) {
                failed.accept(Errors.of(reason));
            } else {
                requireExisting(name, reason, failed);
            }
        }));
    }

    /** It could not be made: that does not matter when it is there. */
    private void requireExisting(String name, BrokerException whyNot, Consumer<StompException> failed) {
        host.session()
                .admin()
                .describeGroup(
                        name,
                        new HostAnswer<GroupInfo>(
                                host,
                                info -> {},
                                reason -> failed.accept(
                                        Errors.of(reason.code() == ErrorCode.NOT_FOUND ? whyNot : reason))));
    }
}
