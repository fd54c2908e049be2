// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.platform;

/** What becomes of a transaction whose publisher group was asked as often as it is asked. */
public enum Undecided {
    /** It is rolled back: nobody ever sees its messages. */
    ROLLBACK,
    /** It is kept until an operator decides. */
    PARK
}
