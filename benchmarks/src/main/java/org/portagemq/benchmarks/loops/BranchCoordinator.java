// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Prepares transactions that send and acknowledge, leaves them so for a while, also over crashes, and commits them or rolls
 * them back by their ids.
 */
final class BranchCoordinator extends Client {

    private static final String QUEUE = Plan.QUEUES.get(Plan.BRANCH_QUEUE);
    private static final int MOST_PREPARED = 30;
    private static final int MOST_SENT = 4;
    private static final int MOST_FETCHED = 3;
    private static final int ROLLBACK_ONE_IN = 3;

    private final Body.Id none = new Body.Id(-1, -1);
    private final SplittableRandom random;
    private final Map<String, Branch> branches = new LinkedHashMap<>();
    private int next;

    /** How far a transaction has come, as the coordinator knows. */
    private enum State {
        PREPARING,
        PREPARED,
        COMMITTING,
        ROLLING_BACK
    }

    /** A transaction: the numbers of what it sends, and what it holds. */
    private static final class Branch {
        private final String name;
        private final long first;
        private final long last;
        private final List<Ledger.Delivered> held;
        private State state = State.PREPARING;
        private String id;

        private Branch(String name, long first, long last, List<Ledger.Delivered> held) {
            this.name = name;
            this.first = first;
            this.last = last;
            this.held = held;
        }
    }

    BranchCoordinator(long seed, Lives lives, Ledger ledger) {
        super("branches", lives, ledger);
        this.random = new SplittableRandom(seed + Plan.BRANCH_PUBLISHER);
    }

    @Override
    void use(Lives.Life life) throws IOException, InterruptedException {
        recover(life.control());
        while (!isStopping() && !life.isOver()) {
            if (branches.size() < MOST_PREPARED && random.nextBoolean()) {
                prepare(life);
            } else if (!branches.isEmpty()) {
                List<Branch> all = List.copyOf(branches.values());
                decide(life.control(), all.get(random.nextInt(all.size())));
            }
            pause();
        }
        if (isStopping()) {
            finish(life.control());
        }
    }

    /** After a crash: what was answered to be prepared waits, what was answered to be decided does not. */
    private void recover(Lives.Control control) throws IOException, InterruptedException {
        Map<String, String> waiting = list(control);
        for (Branch branch : List.copyOf(branches.values())) {
            String id = waiting.remove(branch.name);
            if (id == null) {
                gone(branch);
            } else if (branch.state == State.PREPARING) {
                prepared(branch, id);
            }
        }
        waiting.keySet().forEach(name -> ledger().trouble("nobody left a transaction " + name));
    }

    private void gone(Branch branch) {
        switch (branch.state) {
            case PREPARING -> {
                branches.remove(branch.name);
                ledger().withdrawn(Plan.BRANCH_PUBLISHER, branch.first, branch.last);
            }
            case PREPARED -> {
                branches.remove(branch.name);
                ledger().trouble("transaction " + branch.name + " was prepared and is lost");
            }
            case COMMITTING -> committed(branch);
            case ROLLING_BACK -> rolledBack(branch);
        }
    }

    private Map<String, String> list(Lives.Control control) throws IOException, InterruptedException {
        Map<String, String> waiting = new HashMap<>();
        for (String entry : words(ask(control, "list"))) {
            waiting.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
        }
        return waiting;
    }

    private void prepare(Lives.Life life) throws IOException, InterruptedException {
        List<Ledger.Delivered> held = fetch(life);
        long first = 0;
        long last = -1;
        StringBuilder messages = new StringBuilder();
        for (int i = 1 + random.nextInt(MOST_SENT); i > 0; i--) {
            long number = ledger().attempt(Plan.BRANCH_PUBLISHER, 1 << Plan.BRANCH_QUEUE);
            first = last < 0 ? number : first;
            last = number;
            messages.append(' ').append(new Body.Id(Plan.BRANCH_PUBLISHER, number).text());
        }
        ledger().withheld(Plan.BRANCH_PUBLISHER, first, last);
        Branch branch = new Branch("branch-" + next++, first, last, held);
        branches.put(branch.name, branch);
        prepared(branch, ask(life.control(), "prepare " + branch.name + " " + QUEUE + messages));
    }

    private List<Ledger.Delivered> fetch(Lives.Life life) throws IOException, InterruptedException {
        List<Ledger.Delivered> fetched = new ArrayList<>();
        for (String text : words(ask(life.control(), "fetch " + QUEUE + " " + random.nextInt(MOST_FETCHED + 1)))) {
            Body.Id id = text.equals("alien") ? none : Body.Id.parse(text);
            Ledger.Delivered delivered = new Ledger.Delivered(Plan.BRANCH_QUEUE, id, true);
            ledger().delivered(delivered, life.number());
            fetched.add(delivered);
        }
        return fetched;
    }

    private void prepared(Branch branch, String id) {
        branch.id = id;
        branch.state = State.PREPARED;
        branch.held.forEach(delivered -> ledger().held(delivered, true));
    }

    /** What was begun is gone on with. */
    private void decide(Lives.Control control, Branch branch) throws IOException, InterruptedException {
        if (branch.state == State.PREPARED) {
            boolean rollback = random.nextInt(ROLLBACK_ONE_IN) == 0;
            branch.state = rollback ? State.ROLLING_BACK : State.COMMITTING;
            if (rollback) {
                branch.held.forEach(delivered -> ledger().held(delivered, false));
            } else {
                branch.held.forEach(ledger()::acking);
                ledger().releasing(Plan.BRANCH_PUBLISHER, branch.first, branch.last);
            }
        }
        if (branch.state == State.COMMITTING) {
            ask(control, "commit " + branch.id);
            committed(branch);
        } else {
            ask(control, "rollback " + branch.id);
            rolledBack(branch);
        }
    }

    private void committed(Branch branch) {
        branches.remove(branch.name);
        branch.held.forEach(delivered -> {
            ledger().held(delivered, false);
            ledger().settled(delivered);
        });
        ledger().promised(Plan.BRANCH_PUBLISHER, branch.first, branch.last);
    }

    private void rolledBack(Branch branch) {
        branches.remove(branch.name);
        ledger().withdrawn(Plan.BRANCH_PUBLISHER, branch.first, branch.last);
    }

    private void finish(Lives.Control control) throws IOException, InterruptedException {
        for (Branch branch : List.copyOf(branches.values())) {
            decide(control, branch);
        }
        list(control).keySet().forEach(name -> ledger().trouble("transaction " + name + " waits after its end"));
    }

    private static String ask(Lives.Control control, String line) throws IOException, InterruptedException {
        String answer = control.ask(line);
        if (answer.startsWith("refused")) {
            throw new IOException("'" + line + "' is " + answer);
        }
        return answer;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
