// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import org.portagemq.core.api.Arguments;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;

/**
 * One message as filters see it. Its properties are read when the first filter asks, and once however many ask. Not
 * thread-safe.
 */
public final class Subject implements MessageFormat.Properties {

    private final Message message;
    private MessageFormat.Properties properties;
    private boolean unreadable;

    public Subject(Message message) {
        this.message = message;
    }

    /** The same, for keeping longer than the message is needed. */
    public Subject withoutBody() {
        Subject kept = new Subject(message.envelope());
        kept.properties = properties;
        kept.unreadable = unreadable;
        return kept;
    }

    /** Whether a filter asked for its properties. */
    public boolean wasRead() {
        return properties != null;
    }

    public Message message() {
        return message;
    }

    /** A property in its canonical form, or null; also when the header cannot be read. */
    @Override
    public Object get(String name) {
        try {
            if (properties == null) {
                properties = message.format().properties(message.header());
            }
            return Arguments.canonical(properties.get(name));
        } catch (RuntimeException malformed) {
            // The sender's bytes are its own affair: who filters does not want the message, everybody else may.
            properties = NONE;
            unreadable = true;
            return null;
        }
    }

    /** Whether a filter asked for properties that cannot be read: the message passes no filter that asked. */
    public boolean isUnreadable() {
        return unreadable;
    }
}
