// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

/**
 * A broker as name servers know it.
 *
 * @param endpoint {@code HOST:PORT}
 */
public record BrokerInfo(String name, String cluster, String endpoint) {}
