// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.portagemq.core.storage.CorruptStoreException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/**
 * Blocks of index entries in 8 KiB slots of a few large files (folder {@code index}). Which slots are in use is known to
 * the snapshot alone; the files are rebuildable.
 *
 * <p>A slot that is freed may still be named by the last snapshot: it is used again only after a snapshot whose capture
 * began later is published. Each slot says whose it is, so that a stale reference is found out.
 *
 * <pre>
 *   slot:  crc32c (4) | body length (4) | owner (8) | first offset (8) | slot number (4) | version (4) | body
 * </pre>
 *
 * <p>Threads: {@link #allocate}, {@link #free}, {@link #snapshotBegun}, {@link #published}, {@link #rebuildFree} on the
 * core; {@link #write}, {@link #sync}, {@link #close} on the file lane; {@link #read} on readers.
 */
public final class BlockFile implements AutoCloseable {
    /** Bytes of a slot in its file. */
    public static final int SLOT_BYTES = 8192;

    private static final int HEADER_BYTES = 32;

    /** The most bytes that a body may have. */
    public static final int BODY_BYTES_MAX = SLOT_BYTES - HEADER_BYTES;

    private static final String FOLDER = "index";
    private static final String SUFFIX = ".blk";
    private static final int SLOTS_PER_FILE = 1024;
    private static final int VERSION = 1;

    private final StoreFiles files;
    private final ConcurrentHashMap<Integer, StoreFile> open = new ConcurrentHashMap<>();
    // The core's.
    private BitSet taken = new BitSet();
    private BitSet freed = new BitSet();
    private BitSet freedBeforeSnapshot = new BitSet();
    private boolean snapshotUnderWay;
    private int lowestFree;
    private volatile int filesNeeded;
    // The file lane's.
    private final NavigableSet<Integer> present = new TreeSet<>();
    private final NavigableSet<Integer> unsynced = new TreeSet<>();
    private boolean folderUnsynced;

    private BlockFile(StoreFiles files) {
        this.files = files;
    }

    /** Opens the folder; every slot is free until {@link #rebuildFree} says otherwise. Blocks. */
    public static BlockFile open(StoreFiles files) throws IOException {
        files.createFolders(FOLDER);
        BlockFile blocks = new BlockFile(files);
        for (String name : files.list(FOLDER)) {
            if (name.matches("[0-9]{8}\\.blk")) {
                blocks.present.add(Integer.parseInt(name.substring(0, name.length() - SUFFIX.length())));
            }
        }
        return blocks;
    }

    /** Takes the lowest free slot. */
    public int allocate() {
        int slot = taken.nextClearBit(lowestFree);
        taken.set(slot);
        lowestFree = slot + 1;
        filesNeeded = Math.max(filesNeeded, slot / SLOTS_PER_FILE + 1);
        return slot;
    }

    /** Gives a slot back; it rests until a snapshot that begins later is out. */
    public void free(int slot) {
        if (!taken.get(slot) || freed.get(slot) || freedBeforeSnapshot.get(slot)) {
            throw new IllegalArgumentException("Slot " + slot + " is not in use");
        }
        freed.set(slot);
    }

    /** The capture of a snapshot begins: the slots freed until now are not in it. A capture given up may begin again. */
    public void snapshotBegun() {
        freedBeforeSnapshot.or(freed);
        freed = new BitSet();
        snapshotUnderWay = true;
    }

    /** The snapshot is published: the slots freed before it began may be used again. */
    public void published() {
        if (!snapshotUnderWay) {
            throw new IllegalStateException("No snapshot was begun: call snapshotBegun() when its capture starts");
        }
        snapshotUnderWay = false;
        taken.andNot(freedBeforeSnapshot);
        freedBeforeSnapshot = new BitSet();
        lowestFree = 0;
        filesNeeded = (taken.length() + SLOTS_PER_FILE - 1) / SLOTS_PER_FILE;
    }

    /** Says which slots the recovered state uses; all others are free. */
    public void rebuildFree(BitSet used) {
        taken = (BitSet) used.clone();
        freed = new BitSet();
        freedBeforeSnapshot = new BitSet();
        snapshotUnderWay = false;
        lowestFree = 0;
        filesNeeded = (taken.length() + SLOTS_PER_FILE - 1) / SLOTS_PER_FILE;
    }

    /** The slots that are in use or at rest; a copy. */
    public BitSet taken() {
        return (BitSet) taken.clone();
    }

    /** How many slots are in use or at rest. */
    public int slotsTaken() {
        return taken.cardinality();
    }

    /** Writes a block into an allocated slot; durable after {@link #sync}. */
    public void write(int slot, long owner, long firstOffset, ByteBuffer body) throws IOException {
        int length = body.remaining();
        if (length > BODY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A block of " + length + " bytes is over the limit of " + BODY_BYTES_MAX);
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + length);
        bytes.putInt(0)
                .putInt(length)
                .putLong(owner)
                .putLong(firstOffset)
                .putInt(slot)
                .putInt(VERSION);
        bytes.put(body.duplicate()).flip();
        bytes.putInt(0, crc(bytes, HEADER_BYTES + length));
        int number = slot / SLOTS_PER_FILE;
        if (present.add(number)) {
            folderUnsynced = true;
        }
        unsynced.add(number);
        file(number, StoreFiles.Mode.CREATE).write(bytes, place(slot));
    }

    /**
     * Reads a block.
     *
     * @return its body, on the heap
     * @throws CorruptStoreException when the slot is damaged, or holds a block of another owner or place
     */
    public ByteBuffer read(int slot, long owner, long firstOffset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
        file(slot / SLOTS_PER_FILE, StoreFiles.Mode.WRITE).read(bytes, place(slot));
        bytes.clear();
        int length = bytes.getInt(4);
        if (length < 0 || length > BODY_BYTES_MAX || bytes.getInt(0) != crc(bytes, HEADER_BYTES + length)) {
            throw new CorruptStoreException(
                    name(slot / SLOTS_PER_FILE),
                    place(slot),
                    "the index block is damaged; it can be rebuilt from the log");
        }
        if (bytes.getLong(8) != owner || bytes.getLong(16) != firstOffset || bytes.getInt(24) != slot) {
            throw new CorruptStoreException(
                    name(slot / SLOTS_PER_FILE),
                    place(slot),
                    "the index block belongs to owner " + bytes.getLong(8) + " offset " + bytes.getLong(16)
                            + ", not to " + owner + " offset " + firstOffset + "; it can be rebuilt from the log");
        }
        return bytes.slice(HEADER_BYTES, length);
    }

    /** Makes the written blocks durable, and deletes files at the end that have no slot in use. */
    public void sync() throws IOException {
        // An allocation that raises this later writes later, on this thread, and makes the file anew.
        int needed = filesNeeded;
        while (!present.isEmpty() && present.last() >= needed) {
            int number = present.pollLast();
            unsynced.remove(number);
            StoreFile file = open.remove(number);
            if (file != null) {
                file.close();
            }
            files.delete(name(number));
            folderUnsynced = true;
        }
        for (int number : unsynced) {
            file(number, StoreFiles.Mode.WRITE).sync();
        }
        unsynced.clear();
        if (folderUnsynced) {
            files.syncFolder(FOLDER);
            folderUnsynced = false;
        }
    }

    @Override
    public void close() throws IOException {
        for (StoreFile file : open.values()) {
            file.close();
        }
        open.clear();
    }

    private StoreFile file(int number, StoreFiles.Mode mode) throws IOException {
        StoreFile known = open.get(number);
        if (known != null) {
            return known;
        }
        StoreFile opened = files.open(name(number), mode);
        StoreFile other = open.putIfAbsent(number, opened);
        if (other != null) {
            opened.close();
            return other;
        }
        return opened;
    }

    private static int crc(ByteBuffer bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(end).position(4));
        return (int) crc.getValue();
    }

    private static long place(int slot) {
        return (long) (slot % SLOTS_PER_FILE) * SLOT_BYTES;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "%s/%08d%s", FOLDER, number, SUFFIX);
    }
}
