// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.ResponseCode;

/** What the client does when a server asks. Called on a thread for callbacks. */
@FunctionalInterface
public interface ServerCall {

    /** @param answer takes the answer, which is on its way before anything that is asked of the client later */
    void take(Endpoint from, Command request, Consumer<Command> answer);

    static Command done(Command request) {
        return request.answer(ResponseCode.SUCCESS, null, Map.of(), Command.NO_BODY);
    }
}
