// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Headers;
import org.portagemq.stomp.wire.Version;

/**
 * What a client asks for with CONNECT or STOMP.
 *
 * @param host null when it names none
 * @param login null when it has none
 * @param passcode empty when it has none
 * @param authorization as HTTP has it; null when it has none
 * @param heartbeat null when it has none
 * @param clientId null when it has none
 */
record ConnectRequest(
        Version version,
        String host,
        String login,
        String passcode,
        String authorization,
        String heartbeat,
        String clientId) {

    /** @throws StompException when no version that it names is known, with text for the client */
    static ConnectRequest of(Frame frame) {
        Headers headers = frame.headers();
        Version version = Version.negotiate(headers.get("accept-version"))
                .orElseThrow(() -> new StompException(
                        "version not supported",
                        "None of the versions that the client names is known here; known are " + Version.ALL + "."));
        boolean padded = version == Version.V1_0;
        return new ConnectRequest(
                version,
                headers.get("host"),
                trimmed(headers.get("login"), padded),
                headers.has("passcode") ? trimmed(headers.get("passcode"), padded) : "",
                trimmed(headers.get("Authorization"), padded),
                version == Version.V1_0 ? null : headers.get("heart-beat"),
                headers.get("client-id"));
    }

    /** The examples of version 1.0 have blanks before values. */
    private static String trimmed(String value, boolean padded) {
        return padded && value != null ? value.stripLeading() : value;
    }
}
