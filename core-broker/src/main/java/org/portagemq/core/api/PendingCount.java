// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** How many messages wait for their time to go to a topic, or to come back to a group, and their bytes in the store. */
public record PendingCount(Binding.Target target, long messages, long bytes) {}
