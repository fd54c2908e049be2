// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/**
 * Rewrites sealed segment files so that they hold only given records, at unchanged positions, and joins thin
 * neighbours. File lane.
 *
 * <p>The new file is synced before it is renamed over the old one, and the folder is synced before a file that the new
 * one covers is deleted: a crash at any moment leaves each surviving record in at least one file. What it leaves over is
 * deleted at the next open.
 */
final class SegmentCleaner {
    private static final int COPY_BYTES = 256 << 10;

    private final StoreFiles files;
    private final SegmentNames names;
    private final SegmentTable table;
    private final int segmentBytes;

    SegmentCleaner(StoreFiles files, SegmentNames names, SegmentTable table, int segmentBytes) {
        this.files = files;
        this.names = names;
        this.table = table;
        this.segmentBytes = segmentBytes;
    }

    /** Keeps only the records at the given positions. */
    void clean(SegmentFile segment, long[] livePositions) throws IOException {
        SegmentFile cleaned = write(segment.base(), segment.end(), output -> output.copy(segment, livePositions));
        SegmentFile before = table.lower(cleaned.base());
        if (thin(before, cleaned)) {
            cleaned = merge(before, cleaned);
        }
        SegmentFile after = table.higher(cleaned.base());
        if (thin(cleaned, after)) {
            merge(cleaned, after);
        }
    }

    private boolean thin(SegmentFile left, SegmentFile right) {
        return left != null
                && right != null
                && left.cleaned() != null
                && right.cleaned() != null
                && left.end() == right.base()
                && left.bytes() + right.bytes() <= segmentBytes / 4;
    }

    private SegmentFile merge(SegmentFile left, SegmentFile right) throws IOException {
        SegmentFile merged = write(left.base(), right.end(), output -> {
            output.copyAll(left);
            output.copyAll(right);
        });
        table.remove(right);
        right.retire(() -> files.delete(right.name()));
        return merged;
    }

    private SegmentFile write(long base, long end, Filling filling) throws IOException {
        String temporary = names.temporary();
        try (StoreFile file = files.open(temporary, StoreFiles.Mode.CREATE)) {
            file.truncate(0);
            Output output = new Output(file, Math.min(COPY_BYTES, segmentBytes));
            filling.fill(output);
            output.finish(base, end);
            file.sync();
        } catch (IOException | RuntimeException e) {
            files.delete(temporary);
            throw e;
        }
        String name = names.segment(base);
        files.rename(temporary, name);
        files.syncFolder(names.folder());
        SegmentFile written = SegmentFile.open(files, name, base, segmentBytes);
        SegmentFile replaced = table.put(written);
        if (replaced != null) {
            replaced.retire(() -> {}); // the rename has taken its name away already
        }
        return written;
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Output output) throws IOException;
    }

    /** The new file's records, buffered, and its table. */
    private static final class Output {
        private final StoreFile file;
        private final ByteBuffer buffer;
        private long flushedTo = CleanedLayout.HEAD_BYTES;
        private long[] positions = new long[16];
        private long[] places = new long[16];
        private int entries;
        private int records;

        Output(StoreFile file, int copyBytes) {
            this.file = file;
            this.buffer = ByteBuffer.allocate(copyBytes);
        }

        void copy(SegmentFile source, long[] livePositions) throws IOException {
            FileWindow window = new FileWindow(source.file(), buffer.capacity());
            RecordPlaces sourcePlaces = new RecordPlaces(source, window);
            for (long position : livePositions) {
                if (!source.covers(position)) {
                    throw new IllegalArgumentException("Position " + position + " is not in " + source.name());
                }
                long at = sourcePlaces.find(position);
                if (at < 0) {
                    throw new RecordGoneException(position);
                }
                add(source, window, at, position);
            }
        }

        void copyAll(SegmentFile source) throws IOException {
            FileWindow window = new FileWindow(source.file(), buffer.capacity());
            RecordPlaces sourcePlaces = new RecordPlaces(source, window);
            long at = CleanedLayout.HEAD_BYTES;
            while (at < source.cleaned().tableAt()) {
                at += add(source, window, at, sourcePlaces.positionAt(at));
            }
        }

        private int add(SegmentFile source, FileWindow window, long at, long position) throws IOException {
            int total = window.record(at, position, source.end() - position);
            if (total == 0) {
                throw new CorruptStoreException(
                        source.name(), position, "a live record is damaged; the segment was left as it is");
            }
            if (buffer.remaining() < total) {
                flush();
            }
            long place = flushedTo + buffer.position();
            int index = window.load(at, total);
            if (total > buffer.capacity()) {
                file.write(window.buffer().limit(index + total).position(index), flushedTo);
                flushedTo += total;
            } else {
                buffer.put(window.buffer().limit(index + total).position(index));
            }
            window.buffer().clear();
            note(position, place);
            return total;
        }

        private void note(long position, long place) {
            records++;
            if (entries > 0 && place - places[entries - 1] < CleanedLayout.STEP_BYTES) {
                return;
            }
            if (entries == positions.length) {
                positions = Arrays.copyOf(positions, entries * 2);
                places = Arrays.copyOf(places, entries * 2);
            }
            positions[entries] = position;
            places[entries++] = place;
        }

        private void flush() throws IOException {
            int length = buffer.flip().remaining();
            file.write(buffer, flushedTo);
            flushedTo += length;
            buffer.clear();
        }

        void finish(long base, long end) throws IOException {
            flush();
            new CleanedLayout(
                            base,
                            end,
                            records,
                            flushedTo,
                            Arrays.copyOf(positions, entries),
                            Arrays.copyOf(places, entries))
                    .write(file);
        }
    }
}
