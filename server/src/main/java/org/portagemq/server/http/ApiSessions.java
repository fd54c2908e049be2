// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.SessionListener;
import org.portagemq.core.api.SessionRequest;

/** Sessions of one call of the management interface: opened for it, and closed with its answer. */
final class ApiSessions {

    private final Broker broker;

    ApiSessions(Broker broker) {
        this.broker = broker;
    }

    /** @throws BrokerException when the user may not enter the namespace, or there is none */
    Session open(ApiCall call, String namespace) {
        return broker.open(
                SessionRequest.uncounted(call.principal(), namespace, call.connection(), call.executor()),
                new SessionListener() {});
    }

    /** Ends the session, and answers with what is made of the result. */
    static <T> Answer<T> closing(Session session, Consumer<HttpAnswer> answer, Function<T, HttpAnswer> view) {
        return new Answer<>() {
            @Override
            public void done(T result) {
                session.close();
                answer.accept(view.apply(result));
            }

            @Override
            public void failed(BrokerException reason) {
                session.close();
                answer.accept(ApiAnswers.of(reason));
            }
        };
    }

    /** An answer without a body. */
    static <T> Function<T, HttpAnswer> status(HttpResponseStatus status) {
        return result -> new HttpAnswer(status, HttpAnswer.JSON, "", Map.of());
    }
}
