// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import java.util.function.Consumer;

/** A part of the management interface: pages that need a user, below one path. */
interface HttpApi {

    /** Whether the path (without a query, as it was sent) is one of its pages. */
    boolean serves(String path);

    /** Answers the call, once, on the call's executor; must not block. */
    void answer(ApiCall call, Consumer<HttpAnswer> answer);
}
