// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Requests of consumers. */
package org.portagemq.remoting.consume;
