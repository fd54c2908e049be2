// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.Binding;

/**
 * Bindings by patterns of words parted by dots: {@code *} stands for one word, {@code #} for any number of words, also
 * none. The patterns form a trie; a key is matched against all of it at once by following, word by word, the set of
 * nodes that can be reached. The cost is at most words times reachable nodes, whatever the patterns are.
 */
final class PatternBindings implements BindingIndex {

    private static final String ONE = "*";
    private static final String MANY = "#";

    private final Node root = new Node(false);
    private int round;

    private static final class Node {
        private final boolean many;
        private final Map<String, Node> next = new HashMap<>(2);
        private final TargetSet targets = new TargetSet();
        private int seenInRound;

        private Node(boolean many) {
            this.many = many;
        }

        private boolean isUnused() {
            return next.isEmpty() && targets.isEmpty();
        }
    }

    @Override
    public void add(Binding binding, RouteTarget target) {
        Node node = root;
        for (String word : pattern(binding.key())) {
            node = node.next.computeIfAbsent(word, key -> new Node(key.equals(MANY)));
        }
        node.targets.add(target);
    }

    @Override
    public void remove(Binding binding, RouteTarget target) {
        List<String> words = pattern(binding.key());
        List<Node> path = new ArrayList<>();
        Node node = root;
        for (String word : words) {
            path.add(node);
            node = node.next.get(word);
            if (node == null) {
                return;
            }
        }
        node.targets.remove(target);
        for (int i = words.size() - 1; i >= 0 && node.isUnused(); i--) {
            path.get(i).next.remove(words.get(i));
            node = path.get(i);
        }
    }

    @Override
    public void match(Lookup lookup, Consumer<RouteTarget> visitor) {
        for (String key : lookup.routingKeys()) {
            match(key, visitor);
        }
    }

    private void match(String key, Consumer<RouteTarget> visitor) {
        List<Node> reached = new ArrayList<>();
        round++;
        reach(root, reached);
        for (String word : words(key)) {
            List<Node> from = reached;
            reached = new ArrayList<>();
            round++;
            for (Node node : from) {
                if (node.many) {
                    reach(node, reached);
                }
                reach(node.next.get(word), reached);
                if (!word.equals(ONE)) {
                    reach(node.next.get(ONE), reached);
                }
            }
            if (reached.isEmpty()) {
                return;
            }
        }
        for (Node node : reached) {
            node.targets.forEach(visitor);
        }
    }

    /** Adds the node, and what follows it without a further word. */
    private void reach(Node node, List<Node> reached) {
        if (node == null || node.seenInRound == round) {
            return;
        }
        node.seenInRound = round;
        reached.add(node);
        reach(node.next.get(MANY), reached);
    }

    /** The words of a pattern; {@code #.#} means the same as {@code #}. */
    private static List<String> pattern(String key) {
        List<String> words = words(key);
        List<String> collapsed = new ArrayList<>(words.size());
        for (String word : words) {
            boolean repeated = word.equals(MANY)
                    && !collapsed.isEmpty()
                    && collapsed.get(collapsed.size() - 1).equals(MANY);
            if (!repeated) {
                collapsed.add(word);
            }
        }
        return collapsed;
    }

    /** An empty key has no words; otherwise each dot parts two, which may be empty. */
    private static List<String> words(String key) {
        List<String> words = new ArrayList<>();
        if (key.isEmpty()) {
            return words;
        }
        int start = 0;
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', start)) {
            words.add(key.substring(start, dot));
            start = dot + 1;
        }
        words.add(key.substring(start));
        return words;
    }
}
