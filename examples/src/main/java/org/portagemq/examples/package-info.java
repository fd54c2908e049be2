// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Small programs to copy. Each takes the broker's URI as its first argument, or from {@code AMQP_URI}. */
package org.portagemq.examples;
