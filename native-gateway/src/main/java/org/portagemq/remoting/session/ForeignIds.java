// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.UUID;
import org.portagemq.core.api.Payload;

/**
 * Ids of messages as texts that begin with {@code ID:}, and what they were before. The prefixes are those by which Qpid's
 * client of AMQP 1.0 knows them, so that both show one id.
 */
final class ForeignIds {

    private static final String ID = "ID:";
    private static final String UUID_ID = "ID:AMQP_UUID:";
    private static final String NUMBER_ID = "ID:AMQP_ULONG:";
    private static final String BINARY_ID = "ID:AMQP_BINARY:";
    private static final String TEXT_ID = "ID:AMQP_STRING:";
    private static final String BARE_ID = "ID:AMQP_NO_PREFIX:";

    private ForeignIds() {}

    /** A message id as clients see it; null for none. */
    static String shown(Object id) {
        if (id == null) {
            return null;
        }
        if (id instanceof UUID uuid) {
            return UUID_ID + uuid;
        }
        if (id instanceof Number number) {
            return NUMBER_ID + number;
        }
        if (id instanceof Payload bytes) {
            return BINARY_ID + HexFormat.of().withUpperCase().formatHex(bytes.array());
        }
        String text = id.toString();
        if (!text.startsWith(ID)) {
            return BARE_ID + text;
        }
        return isSpecial(text) ? TEXT_ID + text : text;
    }

    private static boolean isSpecial(String text) {
        return text.startsWith(UUID_ID)
                || text.startsWith(NUMBER_ID)
                || text.startsWith(BINARY_ID)
                || text.startsWith(TEXT_ID)
                || text.startsWith(BARE_ID);
    }

    /** What a shown id was before; an id that was never another one stays. */
    static Object original(String shown) {
        try {
            if (shown.startsWith(UUID_ID)) {
                return UUID.fromString(shown.substring(UUID_ID.length()));
            }
            if (shown.startsWith(NUMBER_ID)) {
                BigInteger number = new BigInteger(shown.substring(NUMBER_ID.length()));
                return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
            }
            if (shown.startsWith(BINARY_ID)) {
                return Payload.of(HexFormat.of().parseHex(shown.substring(BINARY_ID.length())));
            }
        } catch (IllegalArgumentException noSuchId) {
            return shown;
        }
        if (shown.startsWith(TEXT_ID)) {
            return shown.substring(TEXT_ID.length());
        }
        return shown.startsWith(BARE_ID) ? shown.substring(BARE_ID.length()) : shown;
    }
}
