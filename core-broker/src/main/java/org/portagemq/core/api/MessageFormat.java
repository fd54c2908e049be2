// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * An encoding of message sections. Each protocol brings its own; the broker stores only the id and asks the format for
 * the typed properties when a route or a filter needs them. Gateways of other protocols ask for the {@link #view}.
 */
public interface MessageFormat {

    /** Stored with each message; never reused for another encoding. */
    byte id();

    String name();

    /** The application's properties in the header, read on demand. Thread-safe. */
    Properties properties(Payload header);

    /**
     * What a message of this format says, for a consumer of another protocol. A pure function; thread-safe. A message
     * whose header cannot be read has the view that is left: its body.
     */
    default MessageView view(Message message) {
        return MessageView.ofBody(new Body.Bytes(message.body()));
    }

    /** Typed properties by name. */
    @FunctionalInterface
    interface Properties {

        Properties NONE = name -> null;

        /** A {@link String}, {@link Long}, {@link Double}, {@link Boolean}, or another object; null when absent. */
        Object get(String name);
    }

    /** Bytes without properties, for embedded use and tests. */
    MessageFormat PLAIN = new MessageFormat() {
        @Override
        public byte id() {
            return 0;
        }

        @Override
        public String name() {
            return "plain";
        }

        @Override
        public Properties properties(Payload header) {
            return Properties.NONE;
        }
    };
}
