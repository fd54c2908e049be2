// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.portagemq.core.storage.DiskFullException;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/**
 * A disk in memory whose faults come from a seed. What it may do, and why the store must survive it:
 *
 * <ul>
 *   <li>{@link #powerCut}: any subset of unsynced 4 KiB pages is lost, later ones may survive, one may be torn in
 *       512-byte sectors; creations, renames and deletions that were not synced are undone from some moment on: a kernel
 *       writes back in any order, a journal keeps names in order.
 *   <li>{@link #kill}: the process ends, the kernel's cache stays.
 *   <li>{@link #crashAfter}: either of them in the middle of an operation.
 *   <li>{@link #capacity}, {@link #full}: a full disk; a refused write has written a part.
 *   <li>{@link #failNextSync}: as in Linux, the pages count as clean afterwards and are lost all the same.
 *   <li>{@link #failNextWrite}, {@link #flip}: a bad disk.
 * </ul>
 *
 * <p>Safe for concurrent use.
 */
public final class SimulatedFiles implements StoreFiles {
    private static final int PAGE_BYTES = 4096;
    private static final int SECTOR_BYTES = 512;

    private final Random random;
    private TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> durableNames = new TreeMap<>();
    private final ArrayDeque<NameChange> unsyncedNames = new ArrayDeque<>();
    private long capacityBytes = Long.MAX_VALUE;
    private String fullPrefix;
    private String watchedPrefix;
    private Runnable whenRead;
    private long operationsLeft = Long.MAX_VALUE;
    private boolean crashed;
    private int boot;
    private boolean failSync;
    private boolean failWrite;
    private long bytesRead;
    private long reads;
    private long bytesWritten;
    private long syncs;

    /** An empty disk; the same seed and the same calls give the same faults. */
    public SimulatedFiles(long seed) {
        this.random = new Random(seed);
    }

    /** The power fails and comes back: every open file is dead, unsynced pages and names are partly lost. */
    public synchronized void powerCut() {
        int kept = unsyncedNames.isEmpty() ? 0 : random.nextInt(unsyncedNames.size() + 1);
        for (int i = 0; i < kept; i++) {
            unsyncedNames.remove().apply(durableNames);
        }
        unsyncedNames.clear();
        Set<Inode> inodes = new LinkedHashSet<>(names.values());
        inodes.addAll(durableNames.values());
        inodes.forEach(inode -> inode.lose(random));
        names = new TreeMap<>(durableNames);
        reboot();
    }

    /** The process is killed: every open file is dead, nothing else is lost. */
    public synchronized void kill() {
        reboot();
    }

    private void reboot() {
        boot++;
        crashed = false;
        operationsLeft = Long.MAX_VALUE;
    }

    /** The machine stops within the {@code count}-th changing operation from now; then comes {@link #powerCut} or kill. */
    public synchronized void crashAfter(long count) {
        operationsLeft = count;
    }

    /** Whether a crash asked for by {@link #crashAfter} has happened. */
    public synchronized boolean crashed() {
        return crashed;
    }

    /** How many bytes all files together may have. */
    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Files whose names begin like this do not grow, as if they lay on a full disk of their own; null for none. */
    public synchronized void full(String newPrefix) {
        fullPrefix = newPrefix;
    }

    /** Calls this once, before a file whose name begins like this is read next. */
    public synchronized void onRead(String prefix, Runnable call) {
        watchedPrefix = prefix;
        whenRead = call;
    }

    private void reading(String name) {
        if (whenRead != null && name.startsWith(watchedPrefix)) {
            Runnable call = whenRead;
            whenRead = null;
            call.run();
        }
    }

    private long room(String name) {
        boolean full = fullPrefix != null && name.startsWith(fullPrefix);
        return full ? 0 : Math.max(0, capacityBytes - usedBytes());
    }

    /** The next sync of a file fails, and its unsynced pages are lost at a power cut whatever comes after. */
    public synchronized void failNextSync() {
        failSync = true;
    }

    /** The next write fails. */
    public synchronized void failNextWrite() {
        failWrite = true;
    }

    /** Turns one bit of a file over, on disk and in the cache. */
    public synchronized void flip(String name, long at) {
        Inode inode = names.get(name);
        inode.cached[(int) at] ^= 1;
        if (at < inode.durable.length) {
            inode.durable[(int) at] ^= 1;
        }
    }

    /** Bytes in one file. */
    public synchronized long sizeOf(String name) {
        return names.get(name).size;
    }

    /** Bytes in all files. */
    public synchronized long usedBytes() {
        return names.values().stream().mapToLong(inode -> inode.size).sum();
    }

    /** How many calls have read so far. */
    public synchronized long reads() {
        return reads;
    }

    /** Bytes read so far. */
    public synchronized long bytesRead() {
        return bytesRead;
    }

    /** Bytes written so far, also those that were lost. */
    public synchronized long bytesWritten() {
        return bytesWritten;
    }

    /** Syncs of files so far. */
    public synchronized long syncs() {
        return syncs;
    }

    @Override
    public synchronized List<String> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        List<String> found = new ArrayList<>();
        for (String name : names.keySet()) {
            if (name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0) {
                found.add(name.substring(prefix.length()));
            }
        }
        return found;
    }

    @Override
    public synchronized StoreFile open(String name, Mode mode) throws IOException {
        Inode inode = names.get(name);
        if (inode == null) {
            if (mode != Mode.CREATE) {
                throw new NoSuchFileException(name);
            }
            change("create " + name);
            if (room(name) == 0) {
                throw new DiskFullException(name, null);
            }
            inode = new Inode();
            rename(new NameChange(null, name, inode));
        }
        return new Handle(name, inode, boot);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        change("delete " + name);
        if (names.containsKey(name)) {
            rename(new NameChange(name, null, null));
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        change("rename " + from);
        Inode inode = names.get(from);
        if (inode == null) {
            throw new NoSuchFileException(from);
        }
        rename(new NameChange(from, to, inode));
    }

    private void rename(NameChange change) {
        change.apply(names);
        unsyncedNames.add(change);
    }

    @Override
    public synchronized void syncFolder(String folder) throws IOException {
        change("sync folder " + folder);
        while (!unsyncedNames.isEmpty()) {
            unsyncedNames.remove().apply(durableNames);
        }
    }

    @Override
    public synchronized long usableBytes() {
        return Math.max(0, capacityBytes - usedBytes());
    }

    @Override
    public synchronized boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public void createFolders(String folder) {
        // Folders are only parts of names here.
    }

    /** Counts a changing operation; true when the machine stops in this one. */
    private boolean stops(String operation) throws SimulatedCrash {
        if (crashed) {
            throw new SimulatedCrash(operation);
        }
        crashed = --operationsLeft < 0;
        return crashed;
    }

    private void change(String operation) throws SimulatedCrash {
        if (stops(operation)) {
            throw new SimulatedCrash(operation);
        }
    }

    /** One change of names: a creation ({@code from} null), a rename, or a deletion ({@code to} null). */
    private record NameChange(String from, String to, Inode inode) {
        void apply(TreeMap<String, Inode> target) {
            if (from != null) {
                target.remove(from);
            }
            if (to != null) {
                target.put(to, inode);
            }
        }
    }

    private static final class Inode {
        private byte[] cached = new byte[0];
        private int size;
        private byte[] durable = new byte[0];
        private final BitSet dirty = new BitSet();

        void put(ByteBuffer source, int at, int length) {
            int end = at + length;
            if (end > cached.length) {
                cached = Arrays.copyOf(cached, Math.max(end, cached.length * 2));
            }
            source.get(cached, at, length);
            if (length > 0) {
                dirty.set(Math.min(at, size) / PAGE_BYTES, (end - 1) / PAGE_BYTES + 1);
            }
            size = Math.max(size, end);
        }

        void sync() {
            durable = Arrays.copyOf(durable, size);
            dirty.stream().forEach(page -> keep(page, PAGE_BYTES));
            dirty.clear();
        }

        private void keep(int page, int bytes) {
            int from = page * PAGE_BYTES;
            int length = Math.min(bytes, size - from);
            if (length > 0) {
                durable = Arrays.copyOf(durable, Math.max(durable.length, from + length));
                System.arraycopy(cached, from, durable, from, length);
            }
        }

        void truncate(int newSize) {
            if (newSize < size) {
                size = newSize;
                Arrays.fill(cached, newSize, cached.length, (byte) 0);
                durable = Arrays.copyOf(durable, Math.min(durable.length, newSize));
            }
        }

        /** Keeps of each unsynced page all, nothing, or some first sectors. */
        void lose(Random random) {
            int survival = random.nextInt(4);
            for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
                int choice = random.nextInt(4);
                if (choice < survival) {
                    keep(page, PAGE_BYTES);
                } else if (choice == 3) {
                    keep(page, random.nextInt(PAGE_BYTES / SECTOR_BYTES) * SECTOR_BYTES);
                }
            }
            dirty.clear();
            cached = durable.clone();
            size = cached.length;
        }
    }

    private final class Handle implements StoreFile {
        private final String name;
        private final Inode inode;
        private final int openedIn;

        Handle(String name, Inode inode, int openedIn) {
            this.name = name;
            this.inode = inode;
            this.openedIn = openedIn;
        }

        private void alive(String operation) throws SimulatedCrash {
            if (openedIn != boot) {
                throw new SimulatedCrash(operation + " " + name + " (opened before the crash)");
            }
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            synchronized (SimulatedFiles.this) {
                alive("read");
                reading(name);
                int length = (int) Math.max(0, Math.min(target.remaining(), inode.size - at));
                if (length > 0) {
                    target.put(inode.cached, (int) at, length);
                }
                bytesRead += length;
                reads++;
                return length;
            }
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            synchronized (SimulatedFiles.this) {
                alive("write");
                boolean stops = stops("write " + name);
                if (failWrite) {
                    failWrite = false;
                    throw new IOException("Simulated input/output error in write " + name);
                }
                int length = source.remaining();
                long growth = Math.max(0, at + length - inode.size);
                long room = room(name);
                int fits = growth <= room ? length : (int) Math.max(0, length - (growth - room));
                int done = stops ? random.nextInt(fits + 1) : fits;
                inode.put(source, (int) at, done);
                bytesWritten += done;
                if (stops) {
                    throw new SimulatedCrash("write " + name);
                }
                if (fits < length) {
                    throw new DiskFullException(name, null);
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedFiles.this) {
                alive("sync");
                change("sync " + name);
                syncs++;
                if (failSync) {
                    failSync = false;
                    inode.dirty.clear();
                    throw new IOException("Simulated input/output error in sync " + name);
                }
                inode.sync();
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedFiles.this) {
                alive("size");
                return inode.size;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedFiles.this) {
                alive("truncate");
                change("truncate " + name);
                inode.truncate((int) size);
            }
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }
}
