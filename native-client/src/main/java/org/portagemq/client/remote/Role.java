// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.Map;

/** What a client is in a group. */
public sealed interface Role {

    String group();

    /** It sends, and can be asked about transactions or be sent replies. */
    record Sender(String group) implements Role {}

    /**
     * It consumes.
     *
     * @param filters expressions by topic
     * @param since epoch ms from which on they count, instead of others that the group had
     */
    record Reader(String group, Use use, Map<String, Expression> filters, long since) implements Role {}

    /** How a reader consumes. */
    enum Use {
        POP("CONSUME_POP"),
        PULL("CONSUME_ACTIVELY");

        private final String wire;

        Use(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    /**
     * Which messages are wanted.
     *
     * @param type TAG or SQL92
     */
    record Expression(String type, String text) {}
}
