// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.form.Unpacking;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.ServerCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers brokers that ask about transactions: with what was decided here, with unknown while a transaction is open here, and else
 * with what the checker of the group says.
 */
final class Checks {

    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);
    private static final int REMEMBERED = 10_000;

    private final Remote remote;
    private final Interceptors interceptors;
    private final Map<String, TransactionChecker> checkers = new ConcurrentHashMap<>();
    /** By message; of open transactions unknown. */
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();

    private final LinkedHashMap<String, Boolean> ended = new LinkedHashMap<>();

    Checks(Remote remote, Interceptors interceptors) {
        this.remote = remote;
        this.interceptors = interceptors;
        remote.serve(RequestCode.CHECK_TRANSACTION_STATE, this::asked);
    }

    void listen(String group, TransactionChecker checker) {
        checkers.put(group, checker);
    }

    void leave(String group, TransactionChecker checker) {
        checkers.remove(group, checker);
    }

    /** The message is part of a transaction that is open here. */
    void begun(String messageId) {
        decisions.put(messageId, Decision.UNKNOWN);
    }

    /** Remembered for a while, in case the broker does not hear of it. */
    void decided(String messageId, Decision decision) {
        decisions.put(messageId, decision);
        synchronized (ended) {
            ended.put(messageId, true);
            if (ended.size() > REMEMBERED) {
                String oldest = ended.keySet().iterator().next();
                ended.remove(oldest);
                decisions.remove(oldest);
            }
        }
    }

    private void asked(Endpoint from, Command request, Consumer<Command> answer) {
        String broker = request.fields().getOrDefault("bname", "");
        List<ReceivedMessage> messages = Unpacking.all(broker, request.body());
        if (!messages.isEmpty()) {
            ReceivedMessage message = messages.get(0);
            String group = message.system().getOrDefault(MessageProperties.PRODUCER_GROUP, "");
            Half half = new Half(
                    message.topic(),
                    broker,
                    from,
                    message.messageId(),
                    Long.parseLong(request.field("tranStateTableOffset")),
                    Long.parseLong(request.field("commitLogOffset")));
            decide(group, half, message);
        }
        answer.accept(ServerCall.done(request));
    }

    private void decide(String group, Half half, ReceivedMessage message) {
        Decision known = decisions.get(half.messageId());
        TransactionChecker checker = checkers.get(group);
        if (known != null) {
            tell(group, half, known);
        } else if (checker != null) {
            try {
                remote.threads().listeners().execute(() -> tell(group, half, check(checker, message)));
            } catch (RejectedExecutionException closing) {
                LOG.debug("not checked: the client is closing");
            }
        }
    }

    private static Decision check(TransactionChecker checker, ReceivedMessage message) {
        int attempt = 1 + Integer.parseInt(message.system().getOrDefault(MessageProperties.CHECK_TIMES, "0"));
        Duration age = Duration.between(message.place().bornAt(), Instant.now());
        try {
            Decision decision = checker.check(new TransactionProbe(message, attempt, age));
            return decision == null ? Decision.UNKNOWN : decision;
        } catch (RuntimeException failed) {
            LOG.warn("the checker has failed for message {}; the broker will ask again", message.messageId(), failed);
            return Decision.UNKNOWN;
        }
    }

    private void tell(String group, Half half, Decision decision) {
        interceptors.onCheck(half.messageId(), decision);
        if (decision == Decision.UNKNOWN) {
            return;
        }
        remote.ask(
                half.endpoint(),
                half.end(group, decision, Half.Asked.BY_BROKER),
                remote.usualDeadline(),
                (answer, failure) -> {
                    if (failure != null) {
                        LOG.warn("the broker was not told the end of a transaction; it will ask again", failure);
                    }
                });
    }
}
