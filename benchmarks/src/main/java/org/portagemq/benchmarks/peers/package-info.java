// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Runs PortageMQ and other brokers in turn under the same load, and compares what the same work cost them. */
package org.portagemq.benchmarks.peers;
