// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * Receives the outcome of one asynchronous call, once, on the session's executor.
 *
 * <p>A call that changes something durable is answered when the change is stored by the policy in force. When the
 * store fails between, the answer is {@link ErrorCode#LOST}: the change may or may not be found after a restart.
 */
public interface Answer<T> {

    void done(T value);

    void failed(BrokerException reason);
}
