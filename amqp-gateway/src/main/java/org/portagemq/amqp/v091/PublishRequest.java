// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.core.api.Payload;

/** A message that a client publishes, complete. */
record PublishRequest(BasicMethod.Publish method, ContentHeader header, Payload body) {

    /** What it costs while it waits. */
    int size() {
        return body.length() + header.properties().length();
    }
}
