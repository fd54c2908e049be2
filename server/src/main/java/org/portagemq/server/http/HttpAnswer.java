// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * What goes back for one request.
 *
 * @param headers beside those that each answer has
 */
record HttpAnswer(HttpResponseStatus status, String contentType, String body, Map<String, String> headers) {

    static final String JSON = "application/json";

    static HttpAnswer json(HttpResponseStatus status, String json) {
        return new HttpAnswer(status, JSON, json, Map.of());
    }

    /** A refusal in words. */
    static HttpAnswer text(HttpResponseStatus status, String text) {
        return new HttpAnswer(status, "text/plain; charset=utf-8", text + "\n", Map.of());
    }

    HttpAnswer with(String header, String value) {
        return new HttpAnswer(status, contentType, body, Map.of(header, value));
    }
}
