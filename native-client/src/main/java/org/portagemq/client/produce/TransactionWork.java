// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

/**
 * What is done within a transaction.
 *
 * @param <R> what comes of it
 */
@FunctionalInterface
public interface TransactionWork<R> {

    /** When it returns, the transaction is committed; when it throws, it is rolled back. */
    R run(Transaction transaction) throws Exception;
}
