// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

/**
 * What the server says that it is, in connection.start: some clients go by it.
 *
 * @param product name
 * @param version numbers parted by dots
 */
public record ServerIdentity(String product, String version) {}
