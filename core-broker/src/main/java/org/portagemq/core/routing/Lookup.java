// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.List;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;

/** What a topic compares its bindings with. Properties are read only if a binding asks. Used for one message. */
public final class Lookup {

    private final Message message;
    private MessageFormat.Properties properties;

    public Lookup(Message message) {
        this.message = message;
    }

    public List<String> routingKeys() {
        return message.routingKeys();
    }

    public Object property(String name) {
        if (properties == null) {
            properties = message.format().properties(message.header());
        }
        return properties.get(name);
    }
}
