// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/**
 * One file of the key index: hash slots, and entries linked from newest to oldest.
 *
 * <pre>
 *   head (64):  magic (8) | version (4) | slots (4) | capacity (4) | entries (4) | highest position (8) | crc32c (4) | zero
 *   slots:      slots x number of the newest entry of this slot, from 1; 0 for none (4)
 *   entry (32): hash (8) | position (8) | timeMs (8) | number of the next older entry of its slot (4) | crc32c (4)
 * </pre>
 *
 * <p>Head and slots are written when the file is full; until then the slots are in memory, and rebuilt from the entries at
 * open. Appended on the file lane, searched by readers.
 */
final class KeyIndexFile {
    static final int ENTRY_BYTES = 32;
    private static final int HEAD_BYTES = 64;
    private static final int HEAD_CRC_AT = 32;
    private static final int ENTRY_CRC_AT = 28;
    private static final int SCAN_ENTRIES = 4096;
    private static final long MAGIC = 0x504D_514B_4559_4958L;
    private static final int VERSION = 1;

    private final String name;
    private final StoreFile file;
    private final KeyIndexSettings settings;
    private volatile AtomicIntegerArray heads;
    private volatile boolean dropped;
    private int entries;
    private long highestPosition;

    private KeyIndexFile(String name, StoreFile file, KeyIndexSettings settings) {
        this.name = name;
        this.file = file;
        this.settings = settings;
    }

    static String name(String folder, long number) {
        return String.format(Locale.ROOT, "%s/%019d.idx", folder, number);
    }

    /** Opens a file or makes it; one that is not sealed is cut after its last intact entry. */
    static KeyIndexFile open(StoreFiles files, String name, KeyIndexSettings settings) throws IOException {
        StoreFile file = files.open(name, StoreFiles.Mode.CREATE);
        try {
            KeyIndexFile index = new KeyIndexFile(name, file, settings);
            if (!index.readHead()) {
                index.rebuild();
            }
            return index;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private boolean readHead() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        file.read(head, 0);
        if (head.getLong(0) != MAGIC || head.getInt(HEAD_CRC_AT) != crc(head, HEAD_CRC_AT)) {
            return false;
        }
        if (head.getInt(12) != settings.slots() || head.getInt(16) != settings.entries()) {
            throw new CorruptStoreException(
                    name, 0, "the key index has other sizes than configured; delete the folder to begin it anew");
        }
        entries = head.getInt(20);
        highestPosition = head.getLong(24);
        return true;
    }

    private void rebuild() throws IOException {
        heads = new AtomicIntegerArray(settings.slots());
        ByteBuffer block = ByteBuffer.allocate(SCAN_ENTRIES * ENTRY_BYTES);
        boolean intact = true;
        while (intact && entries < settings.entries()) {
            block.clear();
            int whole = file.read(block, entryAt(entries + 1)) / ENTRY_BYTES;
            intact = whole > 0;
            for (int i = 0; intact && i < whole && entries < settings.entries(); i++) {
                ByteBuffer entry = block.slice(i * ENTRY_BYTES, ENTRY_BYTES);
                intact = entry.getInt(ENTRY_CRC_AT) == crc(entry, ENTRY_CRC_AT);
                if (intact) {
                    link(entry.getLong(0), entry.getLong(8));
                }
            }
        }
        file.truncate(entryAt(entries + 1));
    }

    private void link(long hash, long position) {
        entries++;
        heads.set(slot(hash), entries);
        highestPosition = Math.max(highestPosition, position);
    }

    boolean full() {
        return entries == settings.entries();
    }

    int room() {
        return settings.entries() - entries;
    }

    boolean sealed() {
        return heads == null;
    }

    long highestPosition() {
        return highestPosition;
    }

    /** Appends entries given as (hash, position, time) triples; at most {@link #room}. */
    void append(long[] triples, int from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * ENTRY_BYTES);
        AtomicIntegerArray slots = heads;
        int[] previous = new int[count];
        int first = entries + 1;
        // Readers follow the slots: entries are linked only when their bytes are in the file.
        Map<Integer, Integer> newest = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int slot = slot(triples[(from + i) * 3]);
            previous[i] = newest.getOrDefault(slot, slots.get(slot));
            newest.put(slot, first + i);
        }
        for (int i = 0; i < count; i++) {
            int at = (from + i) * 3;
            ByteBuffer entry = bytes.slice(i * ENTRY_BYTES, ENTRY_BYTES);
            entry.putLong(triples[at])
                    .putLong(triples[at + 1])
                    .putLong(triples[at + 2])
                    .putInt(previous[i]);
            entry.putInt(crc(entry, ENTRY_CRC_AT));
        }
        file.write(bytes, entryAt(first));
        for (int i = 0; i < count; i++) {
            link(triples[(from + i) * 3], triples[(from + i) * 3 + 1]);
        }
    }

    /** Writes slots and head of a full file, durably; the slots leave memory. */
    void seal() throws IOException {
        ByteBuffer table = ByteBuffer.allocate(settings.slots() * Integer.BYTES);
        for (int slot = 0; slot < settings.slots(); slot++) {
            table.putInt(heads.get(slot));
        }
        file.write(table.flip(), HEAD_BYTES);
        file.sync(); // the head vouches for the slots
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(MAGIC).putInt(VERSION).putInt(settings.slots()).putInt(settings.entries());
        head.putInt(entries).putLong(highestPosition).putInt(crc(head, HEAD_CRC_AT));
        file.write(head.clear(), 0);
        file.sync();
        heads = null;
    }

    void sync() throws IOException {
        file.sync();
    }

    /** Gives the positions of a hash in a time range, newest first. Reader. */
    void find(long hash, long fromMs, long toMs, LongConsumer found) throws IOException {
        try {
            search(hash, fromMs, toMs, found);
        } catch (IOException e) {
            if (!dropped) {
                throw e;
            }
        }
    }

    private void search(long hash, long fromMs, long toMs, LongConsumer found) throws IOException {
        int number = head(slot(hash));
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
        while (number != 0) {
            file.read(entry.clear(), entryAt(number));
            int older = entry.getInt(24);
            if (entry.getInt(ENTRY_CRC_AT) != crc(entry, ENTRY_CRC_AT) || older < 0 || older >= number) {
                throw new CorruptStoreException(
                        name, entryAt(number), "the key index is damaged; delete the file to search without it");
            }
            long timeMs = entry.getLong(16);
            if (entry.getLong(0) == hash && timeMs >= fromMs && timeMs <= toMs) {
                found.accept(entry.getLong(8));
            }
            number = older;
        }
    }

    private int head(int slot) throws IOException {
        AtomicIntegerArray inMemory = heads;
        if (inMemory != null) {
            return inMemory.get(slot);
        }
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
        file.read(head, HEAD_BYTES + (long) slot * Integer.BYTES);
        int number = head.getInt(0);
        if (number < 0 || number > settings.entries()) {
            throw new CorruptStoreException(
                    name,
                    HEAD_BYTES + (long) slot * Integer.BYTES,
                    "the key index is damaged; delete the file to search without it");
        }
        return number;
    }

    /** Deletes the file; searches under way end quietly. */
    void drop(StoreFiles files) throws IOException {
        dropped = true;
        file.close();
        files.delete(name);
    }

    void close() throws IOException {
        file.close();
    }

    private int slot(long hash) {
        return (int) (hash ^ (hash >>> 32)) & (settings.slots() - 1);
    }

    /** The place of an entry by its number, from 1. */
    private long entryAt(int number) {
        return HEAD_BYTES + (long) settings.slots() * Integer.BYTES + (long) (number - 1) * ENTRY_BYTES;
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(length));
        return (int) crc.getValue();
    }
}
