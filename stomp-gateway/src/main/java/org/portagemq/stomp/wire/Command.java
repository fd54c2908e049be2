// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

/** The commands of all versions. */
public enum Command {
    CONNECT,
    STOMP,
    SEND(true),
    SUBSCRIBE,
    UNSUBSCRIBE,
    ACK,
    NACK,
    BEGIN,
    COMMIT,
    ABORT,
    DISCONNECT,
    CONNECTED,
    MESSAGE(true),
    RECEIPT,
    ERROR(true);

    /** The longest name, in bytes. */
    static final int LONGEST = 11;

    private static final Command[] ALL = values();

    private final boolean body;

    Command() {
        this(false);
    }

    Command(boolean body) {
        this.body = body;
    }

    /** Whether a frame of it may have a body. */
    public boolean mayHaveBody() {
        return body;
    }

    /** Whether its headers are never escaped, so that versions can be agreed about. */
    boolean isPlain() {
        return this == CONNECT || this == STOMP || this == CONNECTED;
    }

    /** Null when there is none of that name. */
    static Command of(byte[] line, int length) {
        for (Command command : ALL) {
            if (command.isNamed(line, length)) {
                return command;
            }
        }
        return null;
    }

    private boolean isNamed(byte[] line, int length) {
        String name = name();
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != line[i]) {
                return false;
            }
        }
        return true;
    }
}
