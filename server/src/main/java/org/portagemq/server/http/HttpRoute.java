// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * One path that can be read with GET or HEAD.
 *
 * @param answer quick and never blocking: it is called on an event loop
 */
record HttpRoute(String path, Reader answer) {

    /** Makes the answer. */
    @FunctionalInterface
    interface Reader {
        HttpAnswer read(HttpHeaders request);
    }
}
