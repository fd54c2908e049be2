// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/**
 * One segment file open for reading, counted: it is closed, and what its retirement asks is done, by whoever leaves it
 * last. Safe for concurrent use.
 */
final class SegmentFile {
    /** What is left to do with a file that nobody uses any more. */
    @FunctionalInterface
    interface Retirement {
        void run() throws IOException;
    }

    private final String name;
    private final long base;
    private final long end;
    private final StoreFile file;
    private final CleanedLayout cleaned;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile long bytes;
    private volatile Retirement retirement = () -> {};

    private SegmentFile(String name, long base, long end, StoreFile file, CleanedLayout cleaned) throws IOException {
        this.name = name;
        this.base = base;
        this.end = end;
        this.file = file;
        this.cleaned = cleaned;
        this.bytes = file.size();
    }

    static SegmentFile open(StoreFiles files, String name, long base, int segmentBytes) throws IOException {
        StoreFile file = files.open(name, StoreFiles.Mode.READ);
        try {
            CleanedLayout cleaned = CleanedLayout.read(file, name);
            if (cleaned == null) {
                return new SegmentFile(name, base, base + segmentBytes, file, null);
            }
            if (cleaned.base() != base) {
                throw new CorruptStoreException(name, base, "the file belongs to position " + cleaned.base());
            }
            return new SegmentFile(name, base, cleaned.end(), file, cleaned);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    long base() {
        return base;
    }

    long end() {
        return end;
    }

    StoreFile file() {
        return file;
    }

    /** The layout of a cleaned file, or null. */
    CleanedLayout cleaned() {
        return cleaned;
    }

    long bytes() {
        return bytes;
    }

    void grown(long size) {
        if (size > bytes) {
            bytes = size;
        }
    }

    boolean covers(long position) {
        return position >= base && position < end;
    }

    /** Enters the file; false when it is retired. */
    boolean acquire() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            file.close();
            retirement.run();
        }
    }

    /** The table's own use ends; call once. */
    void retire(Retirement last) throws IOException {
        retirement = last;
        release();
    }
}
