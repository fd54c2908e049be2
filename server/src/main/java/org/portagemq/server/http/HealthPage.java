// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.portagemq.core.api.BrokerStatus;

/**
 * {@code /api/health}: 200 while the broker takes messages or only holds publishers for a while, 503 once its store has
 * failed or it ends. The body says which, and why: {@code {"status":"holding","reasons":["…"]}}.
 */
final class HealthPage {

    private static final JsonFactory JSON = new JsonFactory();

    private final Supplier<BrokerStatus> status;

    HealthPage(Supplier<BrokerStatus> status) {
        this.status = status;
    }

    HttpRoute route() {
        return new HttpRoute("/api/health", headers -> answer());
    }

    private HttpAnswer answer() {
        BrokerStatus now = status.get();
        HttpResponseStatus code =
                switch (now.state()) {
                    case RUNNING, HOLDING -> HttpResponseStatus.OK;
                    case FAILED, CLOSED -> HttpResponseStatus.SERVICE_UNAVAILABLE;
                };
        return HttpAnswer.json(code, json(now));
    }

    private static String json(BrokerStatus now) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("status", now.state().name().toLowerCase(Locale.ROOT));
            json.writeArrayFieldStart("reasons");
            for (String reason : now.reasons()) {
                json.writeString(reason);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return text.toString();
    }
}
