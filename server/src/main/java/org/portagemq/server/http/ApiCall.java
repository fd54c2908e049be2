// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;

/**
 * A request to the management interface by a user who has logged in.
 *
 * @param path its parts between slashes, decoded
 * @param executor the connection's; answers are given on it
 */
record ApiCall(
        HttpMethod method,
        List<String> path,
        String body,
        Principal principal,
        ConnectionInfo connection,
        Executor executor) {

    /**
     * The decoded parts of a path as it was sent.
     *
     * @throws IllegalArgumentException when an escape is no escape
     */
    static List<String> parts(String sent) {
        return Arrays.stream(sent.split("/", -1))
                .skip(1)
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }
}
