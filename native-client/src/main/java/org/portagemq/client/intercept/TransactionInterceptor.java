// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

/** Hears what happens to transactions. What is thrown here is logged, and changes nothing. */
public interface TransactionInterceptor {

    /** How a transaction ends. */
    enum Decision {
        COMMIT,
        ROLLBACK,
        UNKNOWN
    }

    default void onBegin(String transaction) {}

    default void onDecision(String transaction, Decision decision) {}

    /** The broker has asked about a message, and was told. */
    default void onCheck(String messageId, Decision decision) {}
}
