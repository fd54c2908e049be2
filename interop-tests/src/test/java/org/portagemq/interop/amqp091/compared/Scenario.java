// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

/**
 * A script that runs against two brokers.
 *
 * @param name unique
 */
record Scenario(String name, Script script) {

    interface Script {
        void run(Lab lab) throws Exception;
    }
}
