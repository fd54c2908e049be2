// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pattern of a LIKE: {@code %} any text, {@code _} one character. Between two {@code %} the first place that fits is
 * as good as any other, so nothing is ever tried again; places are found by one pass over the text that follows all
 * beginnings at once, a bit for each. The time is linear in the text, whatever the pattern.
 */
final class LikePattern {

    private static final int ANY_ONE = -1;

    private final List<Piece> pieces = new ArrayList<>();
    private final boolean open;

    /** A run of characters without {@code %}. */
    private static final class Piece {
        private final int[] characters;
        private final Map<Integer, long[]> places = new HashMap<>();
        private final long[] anywhere;

        private Piece(List<Integer> found) {
            this.characters = found.stream().mapToInt(Integer::intValue).toArray();
            this.anywhere = new long[Math.max(1, (characters.length + 63) / 64)];
            for (int i = 0; i < characters.length; i++) {
                if (characters[i] == ANY_ONE) {
                    anywhere[i / 64] |= 1L << i;
                }
            }
            for (int i = 0; i < characters.length; i++) {
                if (characters[i] != ANY_ONE) {
                    places.computeIfAbsent(characters[i], key -> anywhere.clone())[i / 64] |= 1L << i;
                }
            }
        }

        /** Whether the piece stands at the place of the text. */
        private boolean isAt(int[] text, int at) {
            if (at < 0 || at + characters.length > text.length) {
                return false;
            }
            for (int i = 0; i < characters.length; i++) {
                if (characters[i] != ANY_ONE && characters[i] != text[at + i]) {
                    return false;
                }
            }
            return true;
        }

        /** Behind the first place from there on where the piece stands, or -1. */
        private int endOfFirst(int[] text, int from) {
            long[] state = new long[anywhere.length];
            int last = characters.length - 1;
            for (int at = from; at < text.length; at++) {
                long[] fits = places.getOrDefault(text[at], anywhere);
                long carry = 1;
                for (int word = 0; word < state.length; word++) {
                    long next = state[word] << 1 | carry;
                    carry = state[word] >>> 63;
                    state[word] = next & fits[word];
                }
                if ((state[last / 64] >>> last & 1) != 0) {
                    return at + 1;
                }
            }
            return -1;
        }
    }

    /**
     * Reads the pattern.
     *
     * @param escape the character that takes the meaning from the next one, or -1
     * @throws IllegalArgumentException when nothing follows the escape character
     */
    LikePattern(String pattern, int escape) {
        List<Integer> piece = new ArrayList<>();
        boolean any = false;
        int[] characters = pattern.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int character = characters[i];
            if (character == escape) {
                if (++i == characters.length) {
                    throw new IllegalArgumentException("nothing follows the escape character of the pattern");
                }
                piece.add(characters[i]);
            } else if (character == '%') {
                pieces.add(new Piece(piece));
                piece.clear();
                any = true;
            } else {
                piece.add(character == '_' ? ANY_ONE : character);
            }
        }
        pieces.add(new Piece(piece));
        open = any;
    }

    boolean matches(String given) {
        int[] text = given.codePoints().toArray();
        Piece first = pieces.get(0);
        if (!open) {
            return text.length == first.characters.length && first.isAt(text, 0);
        }
        if (!first.isAt(text, 0)) {
            return false;
        }
        int at = first.characters.length;
        for (int i = 1; i < pieces.size() - 1; i++) {
            Piece piece = pieces.get(i);
            at = piece.characters.length == 0 ? at : piece.endOfFirst(text, at);
            if (at < 0) {
                return false;
            }
        }
        Piece last = pieces.get(pieces.size() - 1);
        int end = text.length - last.characters.length;
        return end >= at && last.isAt(text, end);
    }
}
