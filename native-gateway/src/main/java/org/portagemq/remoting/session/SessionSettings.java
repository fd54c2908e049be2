// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.List;
import org.portagemq.core.settings.Setting;

/** The settings of clients in sessions. */
public final class SessionSettings {

    public static final Setting<Boolean> AUTO_CREATE = Setting.flag(
            "sessions.auto-create", true, "Make a durable queue when a client of JMS names one that does not exist.");

    public static final List<Setting<?>> ALL = List.of(AUTO_CREATE);

    private SessionSettings() {}
}
