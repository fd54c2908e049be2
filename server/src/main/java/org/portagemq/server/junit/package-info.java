// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Brokers for tests of applications, which run within JUnit's process. Needs {@code junit-jupiter-api} on the class path. */
package org.portagemq.server.junit;
