// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.Session;

/**
 * {@code /api/policies} and {@code /api/operator-policies}, with the shapes of RabbitMQ's management interface: all of
 * them, those of one namespace, or one, which can be put and deleted. Namespaces are those that the user may enter.
 */
final class PolicyApi implements HttpApi {

    private static final String POLICIES = "/api/policies";
    private static final String OPERATOR_POLICIES = "/api/operator-policies";
    private static final String DEFAULT_NAMESPACE = "/";

    private final ApiSessions sessions;

    PolicyApi(Broker broker) {
        this.sessions = new ApiSessions(broker);
    }

    @Override
    public boolean serves(String path) {
        return isBelow(path, POLICIES) || isBelow(path, OPERATOR_POLICIES);
    }

    private static boolean isBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    @Override
    public void answer(ApiCall call, Consumer<HttpAnswer> answer) {
        boolean caps = call.path().get(1).equals("operator-policies");
        int parts = call.path().size();
        String namespace = parts > 2 ? call.path().get(2) : DEFAULT_NAMESPACE;
        try {
            if (call.method().equals(HttpMethod.GET) && parts <= 3) {
                list(call, namespace, policy -> policy.cap() == caps, answer);
            } else if (call.method().equals(HttpMethod.GET) && parts == 4) {
                one(call, namespace, caps, answer);
            } else if (call.method().equals(HttpMethod.PUT) && parts == 4) {
                put(call, namespace, caps, answer);
            } else if (call.method().equals(HttpMethod.DELETE) && parts == 4) {
                delete(call, namespace, caps, answer);
            } else {
                answer.accept(ApiAnswers.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "no such call on this page"));
            }
        } catch (BrokerException refused) {
            answer.accept(ApiAnswers.of(refused));
        } catch (IllegalArgumentException malformed) {
            answer.accept(ApiAnswers.error(HttpResponseStatus.BAD_REQUEST, malformed.getMessage()));
        }
    }

    private void list(ApiCall call, String namespace, Predicate<PolicySettings> wanted, Consumer<HttpAnswer> answer) {
        all(call, namespace, answer, policies -> {
            List<Object> shown = new ArrayList<>();
            policies.stream().filter(wanted).forEach(policy -> shown.add(PolicyWords.write(namespace, policy)));
            return HttpAnswer.json(HttpResponseStatus.OK, Json.text(shown));
        });
    }

    private void one(ApiCall call, String namespace, boolean cap, Consumer<HttpAnswer> answer) {
        String name = call.path().get(3);
        all(call, namespace, answer, policies -> policies.stream()
                .filter(policy -> policy.cap() == cap && policy.name().equals(name))
                .findFirst()
                .map(policy -> HttpAnswer.json(HttpResponseStatus.OK, Json.text(PolicyWords.write(namespace, policy))))
                .orElseGet(() -> ApiAnswers.error(HttpResponseStatus.NOT_FOUND, "no policy '" + name + "'")));
    }

    private void put(ApiCall call, String namespace, boolean cap, Consumer<HttpAnswer> answer) {
        PolicySettings policy = PolicyWords.read(call.path().get(3), cap, Json.object(call.body()));
        Session session = sessions.open(call, namespace);
        session.admin()
                .putPolicy(
                        policy, ApiSessions.closing(session, answer, ApiSessions.status(HttpResponseStatus.CREATED)));
        session.flush();
    }

    private void delete(ApiCall call, String namespace, boolean cap, Consumer<HttpAnswer> answer) {
        Session session = sessions.open(call, namespace);
        session.admin()
                .removePolicy(
                        call.path().get(3),
                        cap,
                        ApiSessions.closing(session, answer, ApiSessions.status(HttpResponseStatus.NO_CONTENT)));
        session.flush();
    }

    private void all(
            ApiCall call,
            String namespace,
            Consumer<HttpAnswer> answer,
            Function<List<PolicySettings>, HttpAnswer> view) {
        Session session = sessions.open(call, namespace);
        session.admin().listPolicies(ApiSessions.closing(session, answer, view));
        session.flush();
    }
}
