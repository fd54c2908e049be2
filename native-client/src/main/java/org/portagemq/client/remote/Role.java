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
        POP("CONSUME_POP", "CLUSTERING"),
        PULL("CONSUME_ACTIVELY", "CLUSTERING"),
        /** Each reader by itself. */
        BROADCAST("CONSUME_PASSIVELY", "BROADCASTING");

        private final String wire;
        private final String model;

        Use(String wire, String model) {
            this.wire = wire;
            this.model = model;
        }

        String wire() {
            return wire;
        }

        String model() {
            return model;
        }
    }

    /**
     * Which messages are wanted.
     *
     * @param type TAG or SQL92
     */
    record Expression(String type, String text) {}
}
