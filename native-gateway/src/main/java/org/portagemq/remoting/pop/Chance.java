// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

/** What whoever pops from a queue would get. */
enum Chance {
    /** Something that is here: it is left over, or the same request has got it before. */
    SURE,
    /** What is ready in the broker. */
    OPEN,
    /** Nothing, as others have messages out that are in order. */
    NONE
}
