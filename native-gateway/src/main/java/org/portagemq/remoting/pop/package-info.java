// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Consumers that share messages one by one: each is theirs for a time, and acknowledged. */
package org.portagemq.remoting.pop;
