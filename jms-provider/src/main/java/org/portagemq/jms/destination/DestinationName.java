// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.InvalidDestinationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The text by which an application names a destination: its name, and options behind a question mark. What other providers
 * understand and this one does not is refused by name. Characters that mean something here are part of a name when they are
 * written as {@code %3F} and {@code %2C}.
 *
 * @param prefetch messages that consumers hold ahead, or {@link PortageDestination#USUAL_PREFETCH}
 */
public record DestinationName(String name, int prefetch) {

    private static final String PREFETCH = "consumer.prefetchSize";

    /**
     * Reads a name.
     *
     * @throws InvalidDestinationException naming what is not understood
     */
    public static DestinationName parse(String text) throws InvalidDestinationException {
        if (text == null || text.isEmpty()) {
            throw new InvalidDestinationException("a destination has a name", "NULL");
        }
        int mark = text.indexOf('?');
        String name = mark < 0 ? text : text.substring(0, mark);
        if (name.indexOf(',') >= 0) {
            throw new InvalidDestinationException(
                    "'" + name + "' is a list of destinations, which is not supported: send to each of them."
                            + " A comma that is part of a name is written as %2C",
                    "NOT_SUPPORTED");
        }
        return new DestinationName(
                name.replace("%3F", "?").replace("%2C", ","),
                mark < 0 ? PortageDestination.USUAL_PREFETCH : prefetch(text, text.substring(mark + 1)));
    }

    private static int prefetch(String text, String options) throws InvalidDestinationException {
        int prefetch = PortageDestination.USUAL_PREFETCH;
        for (String option : options.split("&", -1)) {
            String decoded = URLDecoder.decode(option, StandardCharsets.UTF_8);
            if (!decoded.startsWith(PREFETCH + "=")) {
                throw new InvalidDestinationException(
                        "'" + text + "': there is no option '" + decoded + "' of a destination; there is " + PREFETCH
                                + ". A question mark that is part of a name is written as %3F",
                        "NOT_SUPPORTED");
            }
            prefetch = number(text, decoded.substring(PREFETCH.length() + 1));
        }
        return prefetch;
    }

    private static int number(String text, String value) throws InvalidDestinationException {
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException none) {
            InvalidDestinationException refused = new InvalidDestinationException(
                    "'" + text + "': " + PREFETCH + " is a number of 0 or more, not '" + value + "'", "INVALID");
            refused.setLinkedException(none);
            throw refused;
        }
    }

    /** The queue of this name. */
    public PortageQueue queue() {
        return new PortageQueue(name, prefetch);
    }

    /** The topic of this name. */
    public PortageTopic topic() {
        return new PortageTopic(name, prefetch);
    }
}
