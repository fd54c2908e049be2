// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.NamespaceInfo;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.Session;

/**
 * {@code /api/vhost-limits/{namespace}}, with the shapes of RabbitMQ's management interface: the limits of a namespace, each
 * of which can be put and deleted.
 */
final class LimitApi implements HttpApi {

    private static final String LIMITS = "/api/vhost-limits/";

    private static final Map<String, NamespaceLimits.Kind> KINDS = kinds();

    private final ApiSessions sessions;

    LimitApi(Broker broker) {
        this.sessions = new ApiSessions(broker);
    }

    private static Map<String, NamespaceLimits.Kind> kinds() {
        Map<String, NamespaceLimits.Kind> kinds = new LinkedHashMap<>();
        kinds.put("max-connections", NamespaceLimits.Kind.SESSIONS);
        kinds.put("max-queues", NamespaceLimits.Kind.GROUPS);
        return kinds;
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(LIMITS);
    }

    @Override
    public void answer(ApiCall call, Consumer<HttpAnswer> answer) {
        int parts = call.path().size();
        try {
            if (call.method().equals(HttpMethod.GET) && parts == 3) {
                list(call, answer);
            } else if (call.method().equals(HttpMethod.PUT) && parts == 4) {
                set(call, value(call), HttpResponseStatus.CREATED, answer);
            } else if (call.method().equals(HttpMethod.DELETE) && parts == 4) {
                set(call, NamespaceLimits.UNLIMITED, HttpResponseStatus.NO_CONTENT, answer);
            } else {
                answer.accept(ApiAnswers.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "no such call on this page"));
            }
        } catch (BrokerException refused) {
            answer.accept(ApiAnswers.of(refused));
        } catch (IllegalArgumentException malformed) {
            answer.accept(ApiAnswers.error(HttpResponseStatus.BAD_REQUEST, malformed.getMessage()));
        }
    }

    private void list(ApiCall call, Consumer<HttpAnswer> answer) {
        Session session = sessions.open(call, call.path().get(2));
        session.admin().describeNamespace(ApiSessions.closing(session, answer, LimitApi::view));
        session.flush();
    }

    private static HttpAnswer view(NamespaceInfo info) {
        Map<String, Object> values = new LinkedHashMap<>();
        KINDS.forEach((name, kind) -> {
            int limit = info.settings().limits().of(kind);
            if (limit >= 0) {
                values.put(name, (long) limit);
            }
        });
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("vhost", info.settings().name());
        shown.put("value", values);
        return HttpAnswer.json(HttpResponseStatus.OK, Json.text(values.isEmpty() ? List.of() : List.of(shown)));
    }

    private void set(ApiCall call, int limit, HttpResponseStatus done, Consumer<HttpAnswer> answer) {
        NamespaceLimits.Kind kind = KINDS.get(call.path().get(3));
        if (kind == null) {
            throw new IllegalArgumentException("a limit is one of " + KINDS.keySet() + ", not '"
                    + call.path().get(3) + "'");
        }
        Session session = sessions.open(call, call.path().get(2));
        session.admin().limitNamespace(kind, limit, ApiSessions.closing(session, answer, ApiSessions.status(done)));
        session.flush();
    }

    private static int value(ApiCall call) {
        Object value = Json.object(call.body()).get("value");
        if (value instanceof Long number && number >= NamespaceLimits.UNLIMITED && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw new IllegalArgumentException("'value' is a whole number from 0, or " + NamespaceLimits.UNLIMITED
                + " for no limit, not '" + value + "'");
    }
}
