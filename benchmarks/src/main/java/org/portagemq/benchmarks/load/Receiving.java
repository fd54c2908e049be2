// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

/** Who receives, and how; all but the first are for clients of JMS. */
public enum Receiving {
    PLAIN("one consumer"),
    CLIENT("one consumer, acknowledged by hundreds"),
    TRANSACTED("one consumer, transactions of a hundred"),
    FAN_OUT("ten subscribers of a topic"),
    SELECTORS("a consumer whose selector wants 1 %, and one for the rest");

    private final String text;

    Receiving(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
