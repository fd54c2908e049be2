// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.concurrent.atomic.LongAdder;

/** What a push consumer counts. */
final class Counts {
    final LongAdder acknowledged = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder deadLetters = new LongAdder();
    final LongAdder lost = new LongAdder();
}
