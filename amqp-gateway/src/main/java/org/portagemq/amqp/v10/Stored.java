// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;

/**
 * The sections before the body as the broker keeps them, each decoded when it is asked for: message annotations,
 * properties, application properties, byte for byte.
 */
final class Stored {

    private final byte[] bytes;

    Stored(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty where there are none. */
    Properties properties() {
        Properties found = find(Sections.PROPERTIES, Properties.class);
        return found == null ? new Properties() : found;
    }

    Map<String, Object> applicationProperties() {
        ApplicationProperties found = find(Sections.APPLICATION_PROPERTIES, ApplicationProperties.class);
        return found == null || found.getValue() == null ? Map.of() : found.getValue();
    }

    Map<Symbol, Object> annotations() {
        MessageAnnotations found = find(Sections.MESSAGE_ANNOTATIONS, MessageAnnotations.class);
        return found == null || found.getValue() == null ? Map.of() : found.getValue();
    }

    private <T> T find(int code, Class<T> type) {
        Sections sections = new Sections(bytes);
        while (sections.next()) {
            if (sections.code() == code) {
                return Codec.read(type, bytes, sections.start(), sections.end());
            }
        }
        return null;
    }
}
