// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.core.api.Payload;

/** What the broker says of itself at the begin of a connection, and what it reads of what the client says. */
final class Greeting {

    private static final String[] CAPABILITIES = {
        "publisher_confirms",
        "exchange_exchange_bindings",
        "basic.nack",
        "consumer_cancel_notify",
        "connection.blocked",
        "authentication_failure_close",
        "consumer_priorities",
        "per_consumer_qos",
        "direct_reply_to"
    };

    private Greeting() {}

    static ConnectionMethod.Start start(ServerIdentity identity, String mechanisms) {
        Map<String, Object> capabilities = new LinkedHashMap<>();
        for (String capability : CAPABILITIES) {
            capabilities.put(capability, true);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("capabilities", capabilities);
        properties.put("cluster_name", "portagemq");
        properties.put("copyright", "The PortageMQ authors");
        properties.put("information", "Licensed under the Apache License 2.0");
        properties.put("platform", "Java " + Runtime.version().feature());
        properties.put("product", identity.product());
        properties.put("version", identity.version());
        return new ConnectionMethod.Start(0, 9, properties, Payload.utf8(mechanisms), Payload.utf8("en_US"));
    }

    /** Whether the client says that it understands an extension. */
    static boolean offers(Map<String, Object> clientProperties, String capability) {
        return clientProperties.get("capabilities") instanceof Map<?, ?> capabilities
                && Boolean.TRUE.equals(capabilities.get(capability));
    }
}
