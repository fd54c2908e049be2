// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;

/** Where the records of a raw or a cleaned segment file are in the file. One thread. */
final class RecordPlaces {
    private final SegmentFile segment;
    private final FileWindow window;

    RecordPlaces(SegmentFile segment, FileWindow window) {
        this.segment = segment;
        this.window = window;
    }

    boolean raw() {
        return segment.cleaned() == null;
    }

    /** The place of the record of a position; -1 when it was cleaned away. */
    long find(long position) throws IOException {
        long at = seek(position);
        if (raw()) {
            return at;
        }
        return at < segment.cleaned().tableAt() && positionAt(at) == position ? at : -1;
    }

    /** The place of the first record at or after a position. */
    long seek(long position) throws IOException {
        if (raw()) {
            return position - segment.base();
        }
        if (segment.cleaned().records() == 0) {
            return segment.cleaned().tableAt();
        }
        long at = Math.min(
                segment.cleaned().searchFrom(position), segment.cleaned().tableAt());
        if (at == segment.cleaned().tableAt()) {
            at = CleanedLayout.HEAD_BYTES;
        }
        while (at < segment.cleaned().tableAt() && positionAt(at) < position) {
            int index = window.load(at, RecordLayout.HEADER_BYTES);
            int length = RecordLayout.length(window.buffer(), index);
            if (length < 0) {
                return at; // damaged: the caller's check of the record tells
            }
            at += RecordLayout.recordBytes(length);
        }
        return at;
    }

    /** The position that belongs to a place; in a cleaned file it is read from the record. */
    long positionAt(long at) throws IOException {
        if (raw()) {
            return segment.base() + at;
        }
        int index = window.load(at, RecordLayout.HEADER_BYTES);
        return RecordLayout.position(window.buffer(), index);
    }

    /** Whether there may be a record at a place, in a log written up to {@code written}. */
    boolean more(long at, long written) {
        if (raw()) {
            return at < Math.min(segment.end(), written) - segment.base();
        }
        return at < segment.cleaned().tableAt();
    }
}
