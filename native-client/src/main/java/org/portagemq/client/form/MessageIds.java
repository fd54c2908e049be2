// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes ids for messages, in the form that tools for this protocol can read a time of: address (4 or 16 bytes), process (2), an own
 * number (4), ms since the month began (4), a counter (2), all in hexadecimal digits.
 */
public final class MessageIds {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String prefix;
    private final AtomicInteger counter = new AtomicInteger();
    private volatile Month month = Month.of(System.currentTimeMillis());

    private record Month(long start, long end) {
        static Month of(long now) {
            LocalDate first = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneId.systemDefault())
                    .withDayOfMonth(1);
            return new Month(millis(first), millis(first.plusMonths(1)));
        }

        private static long millis(LocalDate day) {
            return day.atStartOfDay(ZoneId.systemDefault()).toInstant().toEpochMilli();
        }
    }

    public MessageIds() {
        this.prefix = HEX.formatHex(address())
                + HEX.toHexDigits((short) ProcessHandle.current().pid())
                + HEX.toHexDigits(System.identityHashCode(this));
    }

    private static byte[] address() {
        try {
            return InetAddress.getLocalHost().getAddress();
        } catch (UnknownHostException nameless) {
            return InetAddress.getLoopbackAddress().getAddress();
        }
    }

    /** One that no other message has. */
    public String next() {
        long now = System.currentTimeMillis();
        Month current = month;
        if (now >= current.end) {
            current = Month.of(now);
            month = current;
        }
        return prefix
                + HEX.toHexDigits((int) (now - current.start))
                + HEX.toHexDigits((short) counter.getAndIncrement());
    }
}
