// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.util.List;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;

/** The message formats that this broker knows, by their id, and the vocabularies of filters. Immutable. */
public final class Formats {

    private final MessageFormat[] byId = new MessageFormat[256];
    private final List<Vocabulary> vocabularies;

    public Formats(List<MessageFormat> formats) {
        this(formats, List.of());
    }

    public Formats(List<MessageFormat> formats, List<Vocabulary> vocabularies) {
        this.vocabularies = List.copyOf(vocabularies);
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

    public List<Vocabulary> vocabularies() {
        return vocabularies;
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
