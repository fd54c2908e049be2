// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.group.GroupIndex;
import org.portagemq.core.group.IndexBlock;
import org.portagemq.core.queue.BlockFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the memory of all groups' index blocks within a budget: the oldest full blocks go to the block file, and come
 * back when a consumer reaches them. Belongs to the core; files are touched on the lanes only.
 */
final class IndexKeeper implements GroupIndex.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);

    private final BlockFile file;
    private final Executor fileLane;
    private final Executor readLane;
    private final CoreCalls core;
    private final long budget;
    private final ArrayDeque<Kept> full = new ArrayDeque<>();
    private final Map<IndexBlock, List<Consumer<IOException>>> loading = new HashMap<>();
    private BitSet resting = new BitSet();
    private BitSet beforeSnapshot = new BitSet();
    private BitSet rested = new BitSet();
    private boolean snapshotUnderWay;
    private boolean slotsKnown;
    private long memory;
    private int writing;

    private record Kept(GroupIndex index, IndexBlock block) {}

    IndexKeeper(BlockFile file, Executor fileLane, Executor readLane, CoreCalls core, long budget) {
        this.file = file;
        this.fileLane = fileLane;
        this.readLane = readLane;
        this.core = core;
        this.budget = budget;
    }

    @Override
    public void blockFilled(GroupIndex index, IndexBlock block) {
        full.add(new Kept(index, block));
        memory += IndexBlock.BYTES;
        makeRoom();
    }

    /** An owner of indexes whose full blocks are not needed soon: they go to the block file at once. */
    GroupIndex.Owner storing() {
        return new GroupIndex.Owner() {
            @Override
            public void blockFilled(GroupIndex index, IndexBlock block) {
                memory += IndexBlock.BYTES;
                Kept kept = new Kept(index, block);
                if (slotsKnown) {
                    store(kept);
                } else {
                    full.add(kept);
                }
            }

            @Override
            public void slotFreed(int slot) {
                IndexKeeper.this.slotFreed(slot);
            }
        };
    }

    /** The slot rests for one snapshot more than the block file asks: the last but one may have to be read again. */
    @Override
    public void slotFreed(int slot) {
        resting.set(slot);
    }

    /**
     * At recovery, when the snapshot has been read: which slots its blocks lie in, and which slots were taken besides
     * when it was made. The snapshot before it may still have to be used: they rest.
     */
    void slotsKnown(BitSet used, BitSet takenBefore) {
        BitSet all = (BitSet) takenBefore.clone();
        all.or(used);
        file.rebuildFree(all);
        all.andNot(used);
        resting.or(all);
        slotsKnown = true;
        makeRoom();
    }

    /** A snapshot begins; the one before may have been given up, and then it does not count. */
    void snapshotBegun() {
        if (!snapshotUnderWay) {
            rested.stream().forEach(file::free);
            rested = new BitSet();
        }
        snapshotUnderWay = true;
        beforeSnapshot.or(resting);
        resting = new BitSet();
        file.snapshotBegun();
    }

    /** The snapshot is out. */
    void snapshotPublished() {
        snapshotUnderWay = false;
        rested.or(beforeSnapshot);
        beforeSnapshot = new BitSet();
        file.published();
    }

    /** Writes or evicts the oldest blocks while there is too much in memory. */
    private void makeRoom() {
        if (!slotsKnown) {
            return;
        }
        // What is being written will be evicted when it is: it counts as gone.
        while (memory - (long) writing * IndexBlock.BYTES > budget && !full.isEmpty()) {
            Kept kept = full.poll();
            IndexBlock block = kept.block;
            if (block.isDropped() || !block.inMemory()) {
                memory -= IndexBlock.BYTES;
            } else if (block.isStored()) {
                block.evict();
                memory -= IndexBlock.BYTES;
            } else {
                store(kept);
            }
        }
    }

    private void store(Kept kept) {
        int slot = file.allocate();
        kept.block.storing(slot);
        writing++;
        ByteBuffer bytes = ByteBuffer.allocate(IndexBlock.BYTES);
        kept.block.writeTo(bytes);
        bytes.flip();
        fileLane.execute(() -> {
            IOException failure = null;
            try {
                file.write(slot, kept.index.id(), kept.block.first(), bytes);
            } catch (IOException failed) {
                failure = failed;
            }
            IOException outcome = failure;
            core.call(() -> stored(kept, slot, outcome));
        });
    }

    private void stored(Kept kept, int slot, IOException failure) {
        writing--;
        IndexBlock block = kept.block;
        if (failure != null) {
            LOG.warn("index block of group {} stays in memory: {}", kept.index.id(), failure.getMessage());
            block.notStored();
            slotFreed(slot);
            if (block.isDropped()) {
                memory -= IndexBlock.BYTES;
            } else {
                full.add(kept);
            }
            return;
        }
        block.storedNow();
        memory -= IndexBlock.BYTES;
        if (block.isDropped()) {
            slotFreed(slot);
        } else {
            block.evict();
        }
    }

    /**
     * Brings the block into memory and then calls back in the core: with a failure, or null when it is there. Who asks
     * while it is on its way is called back as well.
     */
    void load(GroupIndex index, IndexBlock block, Consumer<IOException> done) {
        List<Consumer<IOException>> waiting = loading.get(block);
        if (waiting != null) {
            waiting.add(done);
            return;
        }
        List<Consumer<IOException>> first = new ArrayList<>(1);
        first.add(done);
        loading.put(block, first);
        int slot = block.slot();
        block.loading();
        readLane.execute(() -> {
            ByteBuffer read = null;
            IOException failure = null;
            try {
                read = file.read(slot, index.id(), block.first());
            } catch (IOException failed) {
                failure = failed;
            }
            ByteBuffer bytes = read;
            IOException outcome = failure;
            core.call(() -> {
                List<Consumer<IOException>> all = loading.remove(block);
                loaded(index, block, slot, bytes);
                all.forEach(one -> one.accept(outcome));
            });
        });
    }

    private void loaded(GroupIndex index, IndexBlock block, int slot, ByteBuffer bytes) {
        block.notLoaded();
        if (block.isDropped()) {
            slotFreed(slot);
            return;
        }
        if (bytes != null) {
            block.loaded(bytes);
            memory += IndexBlock.BYTES;
            full.add(new Kept(index, block));
            makeRoom();
            if (!block.inMemory()) {
                // The budget is smaller than what is needed at once: this one stays until it has been used.
                block.loaded(bytes.rewind());
                memory += IndexBlock.BYTES;
                full.addLast(new Kept(index, block));
            }
        }
    }

    long memoryBytes() {
        return memory;
    }

    BlockFile file() {
        return file;
    }
}
