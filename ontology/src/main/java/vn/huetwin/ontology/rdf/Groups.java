package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things that fall into groups by being joined pairwise; groups and members keep their order. */
final class Groups<T> {
    private final List<T> items;
    private final int[] parent;

    Groups(List<T> items) {
        this.items = items;
        this.parent = new int[items.size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
    }

    void join(int a, int b) {
        int x = root(a);
        int y = root(b);
        parent[Math.max(x, y)] = Math.min(x, y);
    }

    private int root(int index) {
        int root = index;
        while (parent[root] != root) {
            root = parent[root];
        }
        return root;
    }

    List<List<T>> all() {
        Map<Integer, List<T>> groups = new LinkedHashMap<>();
        for (int i = 0; i < parent.length; i++) {
            groups.computeIfAbsent(root(i), r -> new ArrayList<>()).add(items.get(i));
        }
        return new ArrayList<>(groups.values());
    }
}
