// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

/**
 * The id of one delivery on one connection: the connection's name, the subscription's number, and that of the message.
 * Without characters that any client gets wrong.
 */
record Token(int slot, long number) {

    /** Null when it is none of this connection. */
    static Token parse(String id, String connection) {
        int first = connection.length();
        int second = id.lastIndexOf('-');
        if (!id.startsWith(connection) || second <= first || id.charAt(first) != '-') {
            return null;
        }
        String slot = id.substring(first + 1, second);
        String number = id.substring(second + 1);
        if (!slot.matches("[0-9]{1,9}") || !number.matches("[0-9]{1,18}")) {
            return null;
        }
        return new Token(Integer.parseInt(slot), Long.parseLong(number));
    }
}
