// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.core.storage.StoreFiles;

/**
 * Finds the positions of records by (scope, key), in files of the folder {@code keys}. It is derived: after a crash it may
 * miss what was added since the last {@link #sync}, or hold it twice after a replay; answers name each position once.
 *
 * <p>Keys are kept as 64-bit hashes: a caller compares the key of the record that it finds. The core adds, the file lane
 * flushes, readers find; a find sees all that was added before it.
 */
public final class KeyIndex implements AutoCloseable {
    private static final String FOLDER = "keys";
    private static final String SUFFIX = ".idx";

    private final StoreFiles files;
    private final KeyIndexSettings settings;
    /** Oldest first; the last may take entries. */
    private final CopyOnWriteArrayList<KeyIndexFile> indexFiles = new CopyOnWriteArrayList<>();

    private final ConcurrentLinkedDeque<Chunk> pending = new ConcurrentLinkedDeque<>();
    private final AtomicInteger pendingEntries = new AtomicInteger();
    private Chunk filling;
    private long nextNumber;
    private boolean folderUnsynced;

    private KeyIndex(StoreFiles files, KeyIndexSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    /** Opens the index with default sizes. Blocks. */
    public static KeyIndex open(StoreFiles files) throws IOException {
        return open(files, KeyIndexSettings.DEFAULT);
    }

    /** Opens the index. Blocks. */
    public static KeyIndex open(StoreFiles files, KeyIndexSettings settings) throws IOException {
        files.createFolders(FOLDER);
        KeyIndex index = new KeyIndex(files, settings);
        try {
            for (String name : files.list(FOLDER)) {
                if (name.matches("[0-9]{19}\\.idx")) {
                    index.indexFiles.add(KeyIndexFile.open(files, FOLDER + "/" + name, settings));
                    index.nextNumber = Long.parseLong(name.substring(0, name.length() - SUFFIX.length())) + 1;
                }
            }
            return index;
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /**
     * Remembers where a key's record is. Core; no file is touched.
     *
     * @param scope what the key belongs to, such as the id of a topic
     * @param timeMs the time that a find may ask for
     * @return false when too many entries wait for {@link #flush}: nothing was added, add again after it
     */
    public boolean add(long scope, String key, long position, long timeMs) {
        if (pendingEntries.get() >= settings.pendingMax()) {
            return false;
        }
        pendingEntries.incrementAndGet();
        if (filling == null || filling.full()) {
            filling = new Chunk();
            filling.add(hash(scope, key), position, timeMs);
            pending.addLast(filling);
        } else {
            filling.add(hash(scope, key), position, timeMs);
        }
        return true;
    }

    /** Entries that wait for {@link #flush}. Any thread. */
    public int pendingEntries() {
        return pendingEntries.get();
    }

    /** The positions of a key, newest first. Reader. */
    public long[] find(long scope, String key, int max) throws IOException {
        return find(scope, key, Long.MIN_VALUE, Long.MAX_VALUE, max);
    }

    /**
     * The positions of a key in a time range, newest first. Some may be of another key with the same hash, or of records
     * that are gone. Reader.
     *
     * @param fromMs the earliest time, itself included
     * @param toMs the latest time, itself included
     */
    public long[] find(long scope, String key, long fromMs, long toMs, int max) throws IOException {
        long hash = hash(scope, key);
        Set<Long> found = new LinkedHashSet<>();
        // Waiting entries first: one that is flushed meanwhile is in a file by then.
        pending.descendingIterator().forEachRemaining(chunk -> chunk.find(hash, fromMs, toMs, found, max));
        List<KeyIndexFile> newestLast = List.copyOf(indexFiles);
        for (int i = newestLast.size() - 1; i >= 0 && found.size() < max; i--) {
            newestLast.get(i).find(hash, fromMs, toMs, position -> {
                if (found.size() < max) {
                    found.add(position);
                }
            });
        }
        return found.stream().mapToLong(Long::longValue).toArray();
    }

    /** Writes the waiting entries to the files. File lane. */
    public void flush() throws IOException {
        for (Chunk chunk = pending.peekFirst(); chunk != null; chunk = pending.peekFirst()) {
            int until = chunk.count;
            int inFile = chunk.flushed;
            while (inFile < until) {
                KeyIndexFile target = target();
                int count = Math.min(until - inFile, target.room());
                target.append(chunk.triples, inFile, count);
                inFile += count;
                chunk.flushed = inFile;
                pendingEntries.addAndGet(-count);
            }
            if (until < Chunk.ENTRIES) {
                return; // the core still fills it
            }
            pending.removeFirst();
        }
    }

    private KeyIndexFile target() throws IOException {
        KeyIndexFile last = indexFiles.isEmpty() ? null : indexFiles.get(indexFiles.size() - 1);
        if (last != null && last.full() && !last.sealed()) {
            last.seal();
        }
        if (last != null && !last.sealed()) {
            return last;
        }
        KeyIndexFile created = KeyIndexFile.open(files, KeyIndexFile.name(FOLDER, nextNumber++), settings);
        folderUnsynced = true;
        indexFiles.add(created);
        return created;
    }

    /** Flushes, and makes durable what was flushed. File lane. */
    public void sync() throws IOException {
        flush();
        for (KeyIndexFile file : indexFiles) {
            if (!file.sealed()) {
                file.sync();
            }
        }
        if (folderUnsynced) {
            files.syncFolder(FOLDER);
            folderUnsynced = false;
        }
    }

    /** Deletes the files, but the one in use, whose positions are all below {@code oldestPosition}. File lane. */
    public void dropBelow(long oldestPosition) throws IOException {
        for (KeyIndexFile file : indexFiles) {
            boolean inUse = file == indexFiles.get(indexFiles.size() - 1);
            if (!inUse && file.highestPosition() < oldestPosition) {
                indexFiles.remove(file);
                file.drop(files);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (KeyIndexFile file : indexFiles) {
            file.close();
        }
        indexFiles.clear();
    }

    /** FNV-1a over scope and key, then mixed; it is on disk, so it never changes. */
    static long hash(long scope, String key) {
        long hash = 0xcbf29ce484222325L;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ ((scope >>> shift) & 0xFF)) * 0x100000001b3L;
        }
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** Entries packed as (hash, position, time); the core fills it, the volatile count publishes them. */
    private static final class Chunk {
        private static final int ENTRIES = 1024;

        private final long[] triples = new long[ENTRIES * 3];
        private volatile int count;
        /** The file lane's: how many are in a file, linked there before this rises. */
        private volatile int flushed;

        boolean full() {
            return count == ENTRIES;
        }

        void add(long hash, long position, long timeMs) {
            int at = count * 3;
            triples[at] = hash;
            triples[at + 1] = position;
            triples[at + 2] = timeMs;
            count = at / 3 + 1;
        }

        void find(long hash, long fromMs, long toMs, Set<Long> found, int max) {
            int inFile = flushed;
            for (int i = count - 1; i >= inFile && found.size() < max; i--) {
                long timeMs = triples[i * 3 + 2];
                if (triples[i * 3] == hash && timeMs >= fromMs && timeMs <= toMs) {
                    found.add(triples[i * 3 + 1]);
                }
            }
        }
    }
}
