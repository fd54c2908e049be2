// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.portagemq.core.api.BrokerException;

/** Refusals of the management interface: {@code {"error":"not_found","reason":"…"}}. */
final class ApiAnswers {

    private ApiAnswers() {}

    static HttpAnswer of(BrokerException refused) {
        HttpResponseStatus status =
                switch (refused.code()) {
                    case NOT_FOUND -> HttpResponseStatus.NOT_FOUND;
                    case ACCESS_REFUSED -> HttpResponseStatus.FORBIDDEN;
                    case STORE_FAILED, CLOSED -> HttpResponseStatus.SERVICE_UNAVAILABLE;
                    default -> HttpResponseStatus.BAD_REQUEST;
                };
        return error(status, refused.getMessage());
    }

    static HttpAnswer error(HttpResponseStatus status, String reason) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", status.reasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '_'));
        body.put("reason", reason);
        return HttpAnswer.json(status, Json.text(body));
    }
}
