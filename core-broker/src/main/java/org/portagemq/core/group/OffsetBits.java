// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of offsets as a bitmap in pages, for sets that are dense in places. Pages that are full share one array, so a
 * long run costs one map entry for each {@value #PAGE_BITS} offsets. Not thread-safe.
 */
public final class OffsetBits {

    static final int PAGE_BITS = 4096;
    private static final int PAGE_WORDS = PAGE_BITS / Long.SIZE;
    private static final long[] FULL = new long[PAGE_WORDS];

    private static final long NONE = -1;

    static {
        Arrays.fill(FULL, -1L);
    }

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private Page recent;
    /** Number of a page that was looked for and is not there, or {@link #NONE}: sets are often asked where they are empty. */
    private long absent = NONE;

    private long count;

    private static final class Page {
        private final long number;
        private long[] words;
        private int count;

        private Page(long number, long[] words, int count) {
            this.number = number;
            this.words = words;
            this.count = count;
        }
    }

    /** A run of offsets, both ends included. */
    @FunctionalInterface
    public interface RangeVisitor {
        void visit(long first, long last);
    }

    /** Whether the offset was not in the set before. */
    public boolean add(long offset) {
        Page page = pageFor(offset, true);
        int word = word(offset);
        long bit = 1L << offset;
        if ((page.words[word] & bit) != 0) {
            return false;
        }
        page.words[word] |= bit;
        page.count++;
        count++;
        if (page.count == PAGE_BITS) {
            page.words = FULL;
        }
        return true;
    }

    /** Adds all offsets from first to last, both included; answers how many were new. */
    public long addRange(long first, long last) {
        long before = count;
        long at = first;
        while (at <= last) {
            long pageNumber = at / PAGE_BITS;
            long pageEnd = (pageNumber + 1) * PAGE_BITS - 1;
            if (at % PAGE_BITS == 0 && pageEnd <= last) {
                Page page = pageFor(at, true);
                count += PAGE_BITS - page.count;
                page.words = FULL;
                page.count = PAGE_BITS;
            } else {
                for (long end = Math.min(last, pageEnd); at <= end; at++) {
                    add(at);
                }
            }
            at = pageEnd + 1;
        }
        return count - before;
    }

    /** Adds the offsets of a run that are not there, and tells which they were; answers how many. */
    public long fill(long first, long last, RangeVisitor visitor) {
        long before = count;
        for (long at = nextAbsent(first); at <= last; at = nextAbsent(at)) {
            long next = next(at);
            long end = next < 0 ? last : Math.min(next - 1, last);
            addRange(at, end);
            visitor.visit(at, end);
        }
        return count - before;
    }

    /** Whether the offset was in the set. */
    public boolean remove(long offset) {
        Page page = pageFor(offset, false);
        if (page == null) {
            return false;
        }
        int word = word(offset);
        long bit = 1L << offset;
        if ((page.words[word] & bit) == 0) {
            return false;
        }
        if (page.words == FULL) {
            page.words = FULL.clone();
        }
        page.words[word] &= ~bit;
        page.count--;
        count--;
        if (page.count == 0) {
            drop(page);
        }
        return true;
    }

    /** Removes all offsets below the limit. */
    public void removeBelow(long limit) {
        while (!pages.isEmpty()) {
            Page page = pages.firstEntry().getValue();
            long pageStart = page.number * PAGE_BITS;
            if (pageStart >= limit) {
                return;
            }
            if (pageStart + PAGE_BITS <= limit) {
                count -= page.count;
                drop(page);
            } else {
                for (long at = pageStart; at < limit; at++) {
                    remove(at);
                }
                return;
            }
        }
    }

    public boolean contains(long offset) {
        Page page = pageFor(offset, false);
        return page != null && (page.words[word(offset)] & 1L << offset) != 0;
    }

    /** The first offset of the set at or after the given one, or -1. */
    public long next(long from) {
        long start = Math.max(from, 0);
        for (Map.Entry<Long, Page> entry = pages.ceilingEntry(start / PAGE_BITS);
                entry != null;
                entry = pages.higherEntry(entry.getKey())) {
            Page page = entry.getValue();
            long base = page.number * PAGE_BITS;
            int bit = nextIn(page.words, (int) Math.max(0, start - base));
            if (bit >= 0) {
                return base + bit;
            }
        }
        return -1;
    }

    /** The first offset at or after the given one that is not in the set. */
    public long nextAbsent(long from) {
        long at = from;
        while (true) {
            Page page = pageFor(at, false);
            if (page == null) {
                return at;
            }
            long base = page.number * PAGE_BITS;
            if (page.words != FULL) {
                for (int bit = (int) (at - base); bit < PAGE_BITS; bit++) {
                    if ((page.words[bit >>> 6] & 1L << bit) == 0) {
                        return base + bit;
                    }
                }
            }
            at = base + PAGE_BITS;
        }
    }

    public long first() {
        return next(0);
    }

    public long count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public void clear() {
        pages.clear();
        recent = null;
        count = 0;
    }

    /** Visits the runs of the set in order. */
    public void forEachRange(RangeVisitor visitor) {
        long first = first();
        while (first >= 0) {
            long end = nextAbsent(first);
            visitor.visit(first, end - 1);
            first = next(end);
        }
    }

    private static int nextIn(long[] words, int fromBit) {
        if (fromBit >= PAGE_BITS) {
            return -1;
        }
        int word = fromBit >>> 6;
        long bits = words[word] & -1L << fromBit;
        while (bits == 0) {
            if (++word == PAGE_WORDS) {
                return -1;
            }
            bits = words[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    private Page pageFor(long offset, boolean make) {
        long number = offset / PAGE_BITS;
        if (recent != null && recent.number == number) {
            return recent;
        }
        if (!make && number == absent) {
            return null;
        }
        Page page = pages.get(number);
        if (page == null && make) {
            page = new Page(number, new long[PAGE_WORDS], 0);
            pages.put(number, page);
            absent = number == absent ? NONE : absent;
        }
        if (page != null) {
            recent = page;
        } else {
            absent = number;
        }
        return page;
    }

    private void drop(Page page) {
        pages.remove(page.number);
        if (recent == page) {
            recent = null;
        }
    }

    private static int word(long offset) {
        return (int) (offset % PAGE_BITS) >>> 6;
    }
}
