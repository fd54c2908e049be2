// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;

/** What identifiers mean in SQL92 filters of this protocol's clients: properties, which are texts. */
public final class NativeVocabulary implements Vocabulary {

    public static final NativeVocabulary INSTANCE = new NativeVocabulary();

    private NativeVocabulary() {}

    @Override
    public String name() {
        return "native";
    }

    @Override
    public boolean textsSpellValues() {
        return true;
    }

    @Override
    public Object value(String identifier, Message message, MessageFormat.Properties properties) {
        return properties.get(identifier);
    }
}
