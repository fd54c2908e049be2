// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/**
 * What failed, where and why.
 *
 * @param operation with its object: {@code send to topic 'orders'}
 * @param endpoint of the broker or name server; empty when nothing was sent
 * @param code the server's; {@link #NO_CODE} when no server has answered
 * @param detail the reason, and what to do
 */
public record Incident(String operation, String endpoint, int code, String detail) {

    public static final int NO_CODE = -1;

    /** Something that failed before anything was sent. */
    public static Incident local(String operation, String detail) {
        return new Incident(operation, "", NO_CODE, detail);
    }

    /** Something that failed on the way, without a word of the server. */
    public static Incident at(String endpoint, String operation, String detail) {
        return new Incident(operation, endpoint, NO_CODE, detail);
    }

    /** The same with more words at its end. */
    public Incident and(String more) {
        return new Incident(operation, endpoint, code, detail + more);
    }

    String text() {
        return operation + (endpoint.isEmpty() ? "" : " at " + endpoint) + " failed: " + detail
                + (code == NO_CODE ? "" : " (code " + code + ")");
    }
}
