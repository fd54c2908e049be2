// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Filter;
import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.group.Backlog;

/** What the selective consumers of one group look for, each filter once. Belongs to the core. */
final class Selections implements Backlog.Watcher {

    private final Backlog backlog;
    private final List<Selection> all = new ArrayList<>();

    Selections(Backlog backlog) {
        this.backlog = backlog;
    }

    /** One more consumer looks for what passes the filter. */
    Selection join(Filter filter, CompiledFilter compiled) {
        Selection found = all.stream()
                .filter(one -> one.filter().equals(filter))
                .findFirst()
                .orElse(null);
        if (found == null) {
            found = new Selection(filter, compiled, backlog.levels());
            all.add(found);
        }
        found.joined();
        return found;
    }

    /** Answers whether that was the last one for this filter. */
    boolean leave(Selection selection) {
        return selection.left() && all.remove(selection);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<Selection> all() {
        return all;
    }

    @Override
    public void returned(long offset) {
        int level = backlog.levelOf(offset);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).returned(level, offset);
        }
    }

    @Override
    public void settled(long offset) {
        // What is found and not ready any more is dropped when it would be taken.
    }
}
