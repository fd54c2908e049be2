// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.util.List;

/** What this project adds to the protocol: fields that other brokers and clients pass over. */
public final class Extension {

    /** In the answer to a message of a transaction: what else can be done in it, with commas between. */
    public static final String ABILITIES = "portageTransaction";

    /** In a request: the handle of the transaction of which this is more, as its first message was answered. */
    public static final String JOINS = "portageJoins";

    /** More messages can be sent in the transaction; one decision counts for all. */
    public static final String MANY = "many";

    /** Messages that were popped can be acknowledged in the transaction; one decision counts for them as well. */
    public static final String ACKS = "acks";

    private Extension() {}

    /** Whether an answer offers the ability. */
    public static boolean offers(Command answer, String ability) {
        String offered = answer.field(ABILITIES);
        return offered != null && List.of(offered.split(",", -1)).contains(ability);
    }
}
