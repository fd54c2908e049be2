// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.amqp.AmqpSettings;
import org.portagemq.core.platform.CoreSettings;
import org.portagemq.core.settings.Setting;
import org.portagemq.remoting.NativeSettings;
import org.portagemq.remoting.session.SessionSettings;
import org.portagemq.server.config.SettingsCatalog;
import org.portagemq.server.http.HttpSettings;
import org.portagemq.server.users.AuthSettings;
import org.portagemq.stomp.StompSettings;
import org.portagemq.transport.ListenAddress;
import org.portagemq.transport.TlsSettings;
import org.portagemq.transport.TransportSettings;

/** The settings of the server as a whole, and the catalog of all. */
public final class ServerSettings {

    public static final Setting<String> DATA =
            Setting.text("server.data", "data", "Folder that holds everything the broker keeps; made when missing.");

    public static final Setting<String> BIND = Setting.text(
            "server.bind",
            ListenAddress.LOCALHOST,
            "Where listeners listen: localhost (127.0.0.1 and [::1]), an address or name of this machine, or * for all.");

    private ServerSettings() {}

    /** Every setting of every module of the server. */
    public static SettingsCatalog catalog() {
        List<Setting<?>> listeners = new ArrayList<>(List.of(DATA, BIND));
        for (Listener listener : Listener.ALL) {
            listeners.add(listener.portSetting());
            listeners.add(listener.enabledSetting());
        }
        return SettingsCatalog.of(List.of(
                listeners,
                CoreSettings.ALL,
                AmqpSettings.ALL,
                StompSettings.ALL,
                NativeSettings.ALL,
                SessionSettings.ALL,
                TransportSettings.ALL,
                TlsSettings.ALL,
                AuthSettings.ALL,
                HttpSettings.ALL));
    }
}
