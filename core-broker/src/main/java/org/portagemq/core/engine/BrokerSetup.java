// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.nio.file.Path;
import java.util.List;
import org.portagemq.core.api.Gate;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;
import org.portagemq.core.settings.Settings;

/**
 * What a broker is made with.
 *
 * @param data the data folder; made when it does not exist
 * @param settings values for {@link org.portagemq.core.platform.CoreSettings}
 * @param gate decides about rights
 * @param formats the message formats of the gateways
 * @param vocabularies what identifiers of selectors mean to the gateways' applications
 */
public record BrokerSetup(
        Path data, Settings settings, Gate gate, List<MessageFormat> formats, List<Vocabulary> vocabularies) {

    public BrokerSetup {
        formats = List.copyOf(formats);
        vocabularies = List.copyOf(vocabularies);
    }

    /** Without vocabularies of the gateways: selectors name properties only. */
    public BrokerSetup(Path data, Settings settings, Gate gate, List<MessageFormat> formats) {
        this(data, settings, gate, formats, List.of());
    }

    /** Defaults, nobody is refused anything, and no format but the plain one. */
    public static BrokerSetup of(Path data) {
        return new BrokerSetup(data, Settings.defaults(), Gate.OPEN, List.of());
    }
}
