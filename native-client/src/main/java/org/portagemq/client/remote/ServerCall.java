// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.Map;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.ResponseCode;

/** What the client does when a server asks. Called on a thread for callbacks. */
@FunctionalInterface
public interface ServerCall {

    /** @return an answer, which is not sent when the server wants none */
    Command answer(Endpoint from, Command request);

    static Command done(Command request) {
        return request.answer(ResponseCode.SUCCESS, null, Map.of(), Command.NO_BODY);
    }
}
