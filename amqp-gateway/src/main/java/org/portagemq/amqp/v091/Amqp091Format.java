// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.Map;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;

/**
 * Messages as AMQP 0-9-1 publishes them. The header is the property part of the content header, flags and properties,
 * byte for byte. The typed properties are the application's headers.
 */
public final class Amqp091Format implements MessageFormat {

    /** Before the names of properties that are not headers; no application begins a header's name with it. */
    static final String BASIC_PREFIX = "\0";

    public static final Amqp091Format INSTANCE = new Amqp091Format();

    private Amqp091Format() {}

    @Override
    public byte id() {
        return 1;
    }

    @Override
    public String name() {
        return "amqp-0-9-1";
    }

    @Override
    public Properties properties(Payload header) {
        return new Headers(header);
    }

    @Override
    public MessageView view(Message message) {
        return Views.of(message);
    }

    /** Decodes once, when the first property is asked for; asked twice at once, it decodes twice, which is harmless. */
    private static final class Headers implements Properties {

        private final Payload header;
        private volatile Map<String, Object> decoded;

        Headers(Payload header) {
            this.header = header;
        }

        @Override
        public Object get(String name) {
            if (name.startsWith(BASIC_PREFIX)) {
                return ContentHeader.identity(header, name.substring(BASIC_PREFIX.length()));
            }
            Map<String, Object> headers = decoded;
            if (headers == null) {
                headers = CoreValues.of(ContentHeader.headers(header, TableLimits.DEFAULT));
                decoded = headers;
            }
            return headers.get(name);
        }
    }
}
