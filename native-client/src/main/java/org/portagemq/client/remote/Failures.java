// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import static org.portagemq.client.codec.ResponseCode.CONSUMER_NOT_ONLINE;
import static org.portagemq.client.codec.ResponseCode.FLOW_CONTROL;
import static org.portagemq.client.codec.ResponseCode.FLUSH_DISK_TIMEOUT;
import static org.portagemq.client.codec.ResponseCode.GO_AWAY;
import static org.portagemq.client.codec.ResponseCode.ILLEGAL_OPERATION;
import static org.portagemq.client.codec.ResponseCode.MESSAGE_ILLEGAL;
import static org.portagemq.client.codec.ResponseCode.NO_MESSAGE;
import static org.portagemq.client.codec.ResponseCode.NO_PERMISSION;
import static org.portagemq.client.codec.ResponseCode.POLLING_FULL;
import static org.portagemq.client.codec.ResponseCode.POLLING_TIMEOUT;
import static org.portagemq.client.codec.ResponseCode.PULL_NOT_FOUND;
import static org.portagemq.client.codec.ResponseCode.PULL_OFFSET_MOVED;
import static org.portagemq.client.codec.ResponseCode.PULL_RETRY_IMMEDIATELY;
import static org.portagemq.client.codec.ResponseCode.QUERY_NOT_FOUND;
import static org.portagemq.client.codec.ResponseCode.REQUEST_CODE_NOT_SUPPORTED;
import static org.portagemq.client.codec.ResponseCode.SERVICE_NOT_AVAILABLE;
import static org.portagemq.client.codec.ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST;
import static org.portagemq.client.codec.ResponseCode.SUBSCRIPTION_NOT_EXIST;
import static org.portagemq.client.codec.ResponseCode.SUBSCRIPTION_NOT_LATEST;
import static org.portagemq.client.codec.ResponseCode.SUBSCRIPTION_PARSE_FAILED;
import static org.portagemq.client.codec.ResponseCode.SUCCESS;
import static org.portagemq.client.codec.ResponseCode.SYSTEM_BUSY;
import static org.portagemq.client.codec.ResponseCode.SYSTEM_ERROR;
import static org.portagemq.client.codec.ResponseCode.TOPIC_NOT_EXIST;
import static org.portagemq.client.codec.ResponseCode.TRANSACTION_FAILED;
import static org.portagemq.client.codec.ResponseCode.USER_NOT_EXIST;
import static org.portagemq.client.codec.ResponseCode.VERSION_NOT_SUPPORTED;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.portagemq.client.codec.Command;
import org.portagemq.client.error.AuthenticationException;
import org.portagemq.client.error.AuthorizationException;
import org.portagemq.client.error.ConflictException;
import org.portagemq.client.error.FilterSyntaxException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.InvalidMessageException;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.QuotaExceededException;
import org.portagemq.client.error.ServerException;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.error.ThrottledException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnsupportedFeatureException;

/** What a server's response code means for the caller: the one table of it. */
final class Failures {

    /** Codes that say how a request went which has not failed; who sends such a request accepts them. */
    static final Set<Integer> SOFT = Set.of(
            SUCCESS,
            FLUSH_DISK_TIMEOUT,
            PULL_NOT_FOUND,
            PULL_RETRY_IMMEDIATELY,
            PULL_OFFSET_MOVED,
            POLLING_FULL,
            POLLING_TIMEOUT);

    private static final int QUOTA = 2_017;

    static final Map<Integer, Function<Incident, PortageException>> TABLE = table();

    private Failures() {}

    private static Map<Integer, Function<Incident, PortageException>> table() {
        Map<Integer, Function<Incident, PortageException>> table = new HashMap<>();
        table.put(SYSTEM_ERROR, incident -> new ServerException(incident, true));
        table.put(SERVICE_NOT_AVAILABLE, incident -> new ServerException(incident, true));
        table.put(GO_AWAY, incident -> new ServerException(incident, true));
        table.put(SYSTEM_BUSY, ThrottledException::new);
        table.put(FLOW_CONTROL, ThrottledException::new);
        table.put(REQUEST_CODE_NOT_SUPPORTED, UnsupportedFeatureException::new);
        table.put(VERSION_NOT_SUPPORTED, UnsupportedFeatureException::new);
        table.put(TRANSACTION_FAILED, TransactionStateException::new);
        table.put(ILLEGAL_OPERATION, ConflictException::new);
        table.put(MESSAGE_ILLEGAL, InvalidMessageException::new);
        table.put(NO_PERMISSION, Failures::permission);
        table.put(TOPIC_NOT_EXIST, incident -> new NotFoundException(incident, NotFoundException.Kind.TOPIC));
        table.put(QUERY_NOT_FOUND, incident -> new NotFoundException(incident, NotFoundException.Kind.VALUE));
        table.put(NO_MESSAGE, StaleReceiptException::new);
        table.put(SUBSCRIPTION_PARSE_FAILED, FilterSyntaxException::new);
        table.put(SUBSCRIPTION_NOT_EXIST, incident -> new ServerException(incident, true));
        table.put(SUBSCRIPTION_NOT_LATEST, incident -> new ServerException(incident, true));
        table.put(
                SUBSCRIPTION_GROUP_NOT_EXIST,
                incident -> new NotFoundException(incident, NotFoundException.Kind.GROUP));
        table.put(CONSUMER_NOT_ONLINE, incident -> new NotFoundException(incident, NotFoundException.Kind.CLIENT));
        table.put(USER_NOT_EXIST, AuthenticationException::new);
        table.put(QUOTA, QuotaExceededException::new);
        return Map.copyOf(table);
    }

    /** Who is not believed and who may not do something get the same code. */
    private static PortageException permission(Incident incident) {
        String words = incident.detail().toLowerCase(Locale.ROOT);
        boolean unknown = words.contains("signature") || words.contains("username") || words.contains("access key");
        return unknown ? new AuthenticationException(incident) : new AuthorizationException(incident);
    }

    static PortageException of(Endpoint from, Request request, Command answer) {
        String words =
                answer.remark() == null || answer.remark().isEmpty() ? "the server gives no reason" : answer.remark();
        Incident incident = new Incident(request.operation(), from.toString(), answer.code(), words);
        return TABLE.getOrDefault(answer.code(), unknown -> new ServerException(unknown, false))
                .apply(incident);
    }
}
