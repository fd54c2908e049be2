// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

/** A request that is refused: the client hears why in an ERROR frame, and its connection ends. */
public final class StompException extends RuntimeException {

    private final String summary;

    /**
     * @param summary for the header {@code message}: short, and always the same for one reason
     * @param text for people
     */
    public StompException(String summary, String text) {
        // Refusals are ordinary answers, made in great number.
        super(text, null, false, false);
        this.summary = summary;
    }

    public String summary() {
        return summary;
    }

    /** A frame lacks a header that it has to have. */
    public static StompException missing(String header) {
        return new StompException("missing header " + header, "The frame has no header '" + header + "'.");
    }

    /** A header has a value that cannot be. */
    public static StompException invalid(String header, String value, String why) {
        return new StompException(
                "invalid header " + header,
                "The header '" + header + "' has the value '" + cut(value) + "': " + why + ".");
    }

    /** Something is asked for that this server does not do. */
    public static StompException unsupported(String header, String value, String instead) {
        return new StompException(
                "unsupported header " + header,
                "The header '" + header + "' with the value '" + cut(value) + "' is not supported" + instead + ".");
    }

    private static String cut(String value) {
        return value.length() <= 200 ? value : value.substring(0, 200) + "...";
    }
}
