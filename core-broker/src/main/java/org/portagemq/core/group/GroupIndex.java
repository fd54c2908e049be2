// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The consume queue of one group: arrival offset to entry, in blocks. Blocks whose entries are all done are dropped,
 * wherever they are. Belongs to the core.
 */
public final class GroupIndex {

    /** Told about full blocks and about slots that are free again. */
    public interface Owner {
        void blockFilled(GroupIndex index, IndexBlock block);

        void slotFreed(int slot);
    }

    private final Owner owner;
    private final long id;
    private final List<IndexBlock> blocks = new ArrayList<>(0);
    private int head;
    private long firstBlock;
    private long end;

    /** An empty index of the group with the id, whose first entry will get the offset {@code end}. */
    public GroupIndex(Owner owner, long id, long end) {
        this.owner = owner;
        this.id = id;
        this.end = end;
        this.firstBlock = end / IndexBlock.ENTRIES;
    }

    public long id() {
        return id;
    }

    /** The offset of the next entry. */
    public long end() {
        return end;
    }

    /** Adds an entry and answers its offset. */
    public long add(long position, long time, long expiry, int size, int traits, long overlay) {
        IndexBlock block = tail();
        block.add(position, time, expiry, size, traits, overlay);
        end++;
        if (block.isFull()) {
            filled(block);
        }
        return end - 1;
    }

    /** Gives away offsets up to a limit without messages: they count as done. */
    public void skipTo(long limit) {
        while (end < limit) {
            if (end % IndexBlock.ENTRIES == 0 && limit - end >= IndexBlock.ENTRIES) {
                addDropped();
                continue;
            }
            IndexBlock block = tail();
            block.add(-1, 0, 0, 0, 0, 0);
            end++;
            if (block.isFull()) {
                filled(block);
            }
            done(end - 1, 1);
        }
    }

    /** The block of the offset; null when it was dropped or never was. */
    public IndexBlock block(long offset) {
        long at = offset / IndexBlock.ENTRIES - firstBlock + head;
        return at < head || at >= blocks.size() ? null : blocks.get((int) at);
    }

    /** Counts offsets as done, within one block or over many. */
    public void done(long first, long count) {
        long at = first;
        long last = first + count;
        while (at < last) {
            long blockEnd = (at / IndexBlock.ENTRIES + 1) * IndexBlock.ENTRIES;
            int within = (int) (Math.min(last, blockEnd) - at);
            IndexBlock block = block(at);
            if (block != null && block.markDone(within)) {
                dropBlock(block);
            }
            at += within;
        }
        trimHead();
    }

    /** Visits the blocks that may hold live entries, oldest first. */
    public void forEachBlock(Consumer<IndexBlock> visitor) {
        for (int i = head; i < blocks.size(); i++) {
            IndexBlock block = blocks.get(i);
            if (block != null && !block.isDone()) {
                visitor.accept(block);
            }
        }
    }

    /** The oldest block that may hold live entries, or null. */
    public IndexBlock firstBlock() {
        for (int i = head; i < blocks.size(); i++) {
            IndexBlock block = blocks.get(i);
            if (block != null && !block.isDone()) {
                return block;
            }
        }
        return null;
    }

    /** At recovery: the offset of the next entry; the blocks follow. */
    public void restoreEnd(long newEnd) {
        end = newEnd;
        firstBlock = newEnd / IndexBlock.ENTRIES;
    }

    /** Puts back a block at recovery; blocks come in order, with gaps where some were dropped. */
    public void restore(IndexBlock block) {
        long number = block.first() / IndexBlock.ENTRIES;
        if (blocks.isEmpty()) {
            firstBlock = number;
        }
        while (firstBlock + blocks.size() < number) {
            blocks.add(null);
        }
        blocks.add(block);
    }

    /** Puts back a block from its entries. */
    public void restore(long first, int entries, ByteBuffer source) {
        IndexBlock block = new IndexBlock(first);
        block.readFrom(source, entries);
        restore(block);
        if (block.isFull()) {
            owner.blockFilled(this, block);
        }
    }

    /** Drops everything: the group is deleted. */
    public void clear() {
        forEachBlock(this::dropBlock);
        blocks.clear();
        head = 0;
        firstBlock = end / IndexBlock.ENTRIES;
    }

    private IndexBlock tail() {
        if (blocks.isEmpty()) {
            firstBlock = end / IndexBlock.ENTRIES;
            head = 0;
        }
        long wanted = end / IndexBlock.ENTRIES;
        IndexBlock last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.first() / IndexBlock.ENTRIES != wanted) {
            while (!blocks.isEmpty() && firstBlock + blocks.size() - head < wanted) {
                blocks.add(null);
            }
            last = new IndexBlock(wanted * IndexBlock.ENTRIES);
            // The group may begin, or go on, in the middle of a block: what lies before is done.
            int before = (int) (end % IndexBlock.ENTRIES);
            for (int i = 0; i < before; i++) {
                last.add(-1, 0, 0, 0, 0, 0);
            }
            last.markDone(before);
            blocks.add(last);
        }
        return last;
    }

    private void filled(IndexBlock block) {
        if (block.isDone()) {
            dropBlock(block);
            trimHead();
        } else {
            owner.blockFilled(this, block);
        }
    }

    private void addDropped() {
        if (!blocks.isEmpty()) {
            blocks.add(null);
        }
        end += IndexBlock.ENTRIES;
        if (blocks.isEmpty()) {
            firstBlock = end / IndexBlock.ENTRIES;
        }
        trimHead();
    }

    private void dropBlock(IndexBlock block) {
        long at = block.first() / IndexBlock.ENTRIES - firstBlock + head;
        int slot = block.drop();
        if (slot != IndexBlock.NO_SLOT) {
            owner.slotFreed(slot);
        }
        blocks.set((int) at, null);
    }

    private void trimHead() {
        while (head < blocks.size() && blocks.get(head) == null) {
            head++;
            firstBlock++;
        }
        if (head == blocks.size()) {
            blocks.clear();
            head = 0;
            firstBlock = end / IndexBlock.ENTRIES;
        } else if (head > 64 && head > blocks.size() / 2) {
            blocks.subList(0, head).clear();
            head = 0;
        }
    }
}
