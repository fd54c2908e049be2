// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.List;
import org.portagemq.core.api.Message;
import org.portagemq.core.filter.Subject;

/** What a topic compares its bindings with. Properties are read only if a binding asks. Used for one message. */
public final class Lookup {

    private final Message message;
    private final Subject subject;

    public Lookup(Message message) {
        this.message = message;
        this.subject = new Subject(message);
    }

    public List<String> routingKeys() {
        return message.routingKeys();
    }

    public Object property(String name) {
        return subject.get(name);
    }

    /** The message as filters see it. */
    Subject subject() {
        return subject;
    }
}
