// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.BrokerException;

/** A request that is not carried out; its answer says why. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;

    /** @param code of {@link ResponseCode} */
    public Refusal(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** What the broker refuses, in this protocol's codes. */
    public static Refusal of(BrokerException reason) {
        int code =
                switch (reason.code()) {
                    case NOT_FOUND -> ResponseCode.TOPIC_NOT_EXIST;
                    case ACCESS_REFUSED, LOCKED -> ResponseCode.NO_PERMISSION;
                    case TOO_LARGE, INVALID -> ResponseCode.MESSAGE_ILLEGAL;
                    case NOT_SUPPORTED -> ResponseCode.REQUEST_CODE_NOT_SUPPORTED;
                    case LIMIT_EXCEEDED, OVERFLOW -> ResponseCode.SYSTEM_BUSY;
                    case STORE_FAILED, CLOSED -> ResponseCode.SERVICE_NOT_AVAILABLE;
                    case MISMATCH, PRECONDITION_FAILED, LOST -> ResponseCode.SYSTEM_ERROR;
                };
        return new Refusal(code, reason.getMessage());
    }
}
