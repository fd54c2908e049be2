// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;

/**
 * Messages as AMQP 1.0 sends them. The header holds message annotations, properties and application properties, the body
 * the sections of the body and the footer, all byte for byte; what comes before is of the hop only, and
 * not stored, but for the mark of an {@link Origin}. The typed properties
 * are the application properties.
 */
public final class Amqp10Format implements MessageFormat {

    public static final Amqp10Format INSTANCE = new Amqp10Format();

    private Amqp10Format() {}

    @Override
    public byte id() {
        return 3;
    }

    @Override
    public String name() {
        return "amqp-1-0";
    }

    @Override
    public Properties properties(Payload header) {
        return new Lazily(header);
    }

    @Override
    public MessageView view(Message message) {
        Stored stored = new Stored(message.header().array());
        try {
            return Views10.of(stored, message.body());
        } catch (Refusal unreadable) {
            return MessageView.ofBody(new Body.Bytes(message.body()));
        }
    }

    /** Decodes once, when the first property is asked for; asked twice at once, it decodes twice, which is harmless. */
    private static final class Lazily implements Properties {

        private static final String ANNOTATED = "x-";

        private final Payload header;
        private volatile Map<String, Object> decoded;

        Lazily(Payload header) {
            this.header = header;
        }

        @Override
        public Object get(String name) {
            Map<String, Object> all = decoded;
            if (all == null) {
                all = read();
                decoded = all;
            }
            Object value = all.get(name);
            return Values.shared(value == null && name.startsWith(ANNOTATED) ? annotation(name) : value);
        }

        /** What other protocols have among their headers is annotated here, by names that begin so. */
        private Object annotation(String name) {
            try {
                return new Stored(header.array()).annotations().get(Symbol.valueOf(name));
            } catch (Refusal unreadable) {
                return null;
            }
        }

        /** What cannot be read has no properties. */
        private Map<String, Object> read() {
            try {
                return new Stored(header.array()).applicationProperties();
            } catch (Refusal unreadable) {
                return Map.of();
            }
        }
    }
}
