// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

/** What whoever pops from a queue in order would get. */
enum Chance {
    /** What is ready. */
    READY,
    /** What the same request has got before. */
    AGAIN,
    /** Nothing, as others have messages out. */
    NONE
}
