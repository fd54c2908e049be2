// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.util.List;
import org.portagemq.core.api.MessageFormat;

/** The message formats that this broker knows, by their id. Immutable. */
public final class Formats {

    private final MessageFormat[] byId = new MessageFormat[256];

    public Formats(List<MessageFormat> formats) {
        byId[MessageFormat.PLAIN.id()] = MessageFormat.PLAIN;
        for (MessageFormat format : formats) {
            int id = format.id() & 0xff;
            if (byId[id] != null && byId[id] != format) {
                throw new IllegalArgumentException(
                        "message formats " + byId[id].name() + " and " + format.name() + " both have id " + id);
            }
            byId[id] = format;
        }
    }

    public MessageFormat byId(byte id) {
        MessageFormat format = byId[id & 0xff];
        if (format == null) {
            throw new IllegalStateException("a stored message has format " + id
                    + ", which no gateway of this broker brings: start it with the gateway that stored the message");
        }
        return format;
    }
}
