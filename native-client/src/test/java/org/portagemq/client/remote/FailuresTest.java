// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.client.error.AuthenticationException;
import org.portagemq.client.error.AuthorizationException;
import org.portagemq.client.error.FilterSyntaxException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.QuotaExceededException;
import org.portagemq.client.error.ServerException;
import org.portagemq.client.error.ThrottledException;
import org.portagemq.client.error.TransactionStateException;

class FailuresTest {

    private static final Endpoint BROKER = new Endpoint("b1", 10911);

    private static PortageException failure(int code, String remark) {
        Request request = Request.of(RequestCode.SEND_MESSAGE_V2, "send to topic", "orders");
        Command answer =
                Command.request(0, 1, false, Map.of(), Command.NO_BODY).answer(code, remark, Map.of(), Command.NO_BODY);
        return Failures.of(BROKER, request, answer);
    }

    @Test
    void everyCodeOfServersIsAFailureOfItsOwnKindOrNone() throws IllegalAccessException {
        Set<String> missing = new TreeSet<>();
        for (Field field : ResponseCode.class.getFields()) {
            int code = field.getInt(null);
            boolean known = Failures.TABLE.containsKey(code);
            assertFalse(known && Failures.SOFT.contains(code), field.getName() + " is a failure, or none");
            if (!known && !Failures.SOFT.contains(code)) {
                missing.add(field.getName());
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void aFailureSaysWhatFailedWhereAndWhy() {
        PortageException failed = failure(ResponseCode.TOPIC_NOT_EXIST, "no such topic");
        assertEquals("send to topic 'orders' at b1:10911 failed: no such topic (code 17)", failed.getMessage());
        assertEquals(17, failed.incident().code());
    }

    @Test
    void whoIsNotBelievedIsToldFromWhoMayNot() {
        assertInstanceOf(AuthenticationException.class, failure(ResponseCode.NO_PERMISSION, "check signature failed."));
        assertInstanceOf(AuthorizationException.class, failure(ResponseCode.NO_PERMISSION, "no right to send"));
    }

    @Test
    void whatServersHaveTooMuchOfIsToldFromWhatSomebodyHasToAllow() {
        assertInstanceOf(ThrottledException.class, failure(ResponseCode.SYSTEM_BUSY, "too many"));
        assertInstanceOf(QuotaExceededException.class, failure(2_017, "no more lite topics"));
        assertInstanceOf(FilterSyntaxException.class, failure(ResponseCode.SUBSCRIPTION_PARSE_FAILED, "a > "));
        assertInstanceOf(TransactionStateException.class, failure(ResponseCode.TRANSACTION_FAILED, "given up"));
    }

    @Test
    void onlyWhatMayPassIsWorthTryingAgain() {
        assertTrue(failure(ResponseCode.SYSTEM_BUSY, null).retryable());
        assertTrue(failure(ResponseCode.SERVICE_NOT_AVAILABLE, null).retryable());
        assertFalse(failure(ResponseCode.MESSAGE_ILLEGAL, null).retryable());
        assertFalse(failure(ResponseCode.NO_PERMISSION, null).retryable());
        assertFalse(
                assertInstanceOf(ServerException.class, failure(9_999, null)).retryable());
    }
}
