// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;

/** The partitions of a stream topic, each a group without consumers that keeps what retention says. */
record StreamTopic(List<Group> partitions) {}
