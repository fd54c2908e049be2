// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.util.Optional;
import org.portagemq.client.message.Filter;

/** How a reader was set up. */
record ReaderOptions(
        String topic,
        Optional<String> group,
        Filter filter,
        Assignment assignment,
        StartPosition start,
        OutOfRange outOfRange,
        RebalanceListener listener,
        int pageSize) {}
