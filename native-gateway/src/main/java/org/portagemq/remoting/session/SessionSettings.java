// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.List;
import org.portagemq.core.settings.Setting;

/** The settings of clients in sessions. */
public final class SessionSettings {

    public static final Setting<Boolean> AUTO_CREATE = Setting.flag(
            "sessions.auto-create", true, "Make a durable queue when a client of JMS names one that does not exist.");

    public static final Setting<QueueOrder> QUEUE_ORDER = Setting.choice(
            "sessions.queue-order",
            QueueOrder.class,
            QueueOrder.PRIORITY,
            "What queues keep that are made so: priority = ten priorities, group = all messages of a JMSXGroupID at one"
                    + " consumer, in their order; such queues have no priorities and no selectors.");

    public static final List<Setting<?>> ALL = List.of(AUTO_CREATE, QUEUE_ORDER);

    private SessionSettings() {}

    /** What queues keep that are made for clients. */
    public enum QueueOrder {
        PRIORITY,
        GROUP
    }
}
