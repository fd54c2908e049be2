// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.PublishListener;

/**
 * Carries what the core has to say to a session's executor: one wake-up for each turn, however much there is to say.
 * What must be stored first waits here, on the session's side, until the log's thread reports.
 */
final class Mailbox implements Mail.Reader {

    /** Bytes of messages on their way, above which a session gets no more until it has read some. */
    static final long BYTES_LIMIT = 1 << 20;

    private final Executor executor;
    private final Progress progress;
    private final Queue<Mail> posted = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Mail> spare = new AtomicReference<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean awaitingWrite = new AtomicBoolean();
    private final AtomicBoolean awaitingSync = new AtomicBoolean();

    private final StoredQueue written = new StoredQueue();
    private final StoredQueue synced = new StoredQueue();
    private Runnable afterRead = () -> {};
    private volatile boolean closed;
    /** On the executor. */
    private boolean reading;

    /** The mail of the turn that goes on; core only. */
    private Mail open;

    private long postedBytes;
    private long taken;
    private volatile long takenBytes;
    private volatile boolean starved;

    Mailbox(Executor executor, Progress progress) {
        this.executor = executor;
        this.progress = progress;
    }

    /** Called on the executor after a mail was read while deliveries had been withheld for want of room. */
    void whenRelieved(Runnable call) {
        afterRead = call;
    }

    // --- the core's side

    Mail mail() {
        if (open == null) {
            Mail used = spare.getAndSet(null);
            open = used == null ? new Mail() : used;
        }
        return open;
    }

    boolean hasMail() {
        return open != null && !open.isEmpty();
    }

    /** Whether more deliveries may be put in; if not, the session will say when. */
    boolean hasRoom() {
        long pending = postedBytes + (open == null ? 0 : open.bytes());
        if (pending - takenBytes < BYTES_LIMIT) {
            return true;
        }
        starved = true;
        return pending - takenBytes < BYTES_LIMIT;
    }

    /** Sends the mail of the turn. */
    void post() {
        Mail mail = open;
        open = null;
        postedBytes += mail.bytes();
        posted.add(mail);
        wake();
    }

    // --- the session's side

    private void wake() {
        if (scheduled.compareAndSet(false, true)) {
            executeOrEnd(this::readAll);
        }
    }

    /** An executor that takes nothing more has no session to tell. */
    private void executeOrEnd(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException ended) {
            closed = true;
        }
    }

    /** Reads at once what has been posted, on the session's executor; saves the hop of a wake-up. */
    void readNow() {
        // Who is told something, and calls the broker at once, is told the rest of it before what that call leads to.
        if (!reading && !posted.isEmpty()) {
            readAll();
        }
    }

    private void readAll() {
        scheduled.set(false);
        reading = true;
        try {
            readPosted();
        } finally {
            reading = false;
        }
        release();
        if (starved) {
            starved = false;
            afterRead.run();
        }
    }

    private void readPosted() {
        for (Mail mail = posted.poll(); mail != null; mail = posted.poll()) {
            long bytes = mail.bytes();
            if (!closed) {
                mail.read(this);
            }
            taken += bytes;
            takenBytes = taken;
            if (!closed) {
                spare.lazySet(mail);
            }
        }
    }

    /** Nothing more is read to the session. */
    void close() {
        closed = true;
    }

    @Override
    public void stored(PublishListener listener, long token, long end, boolean sync) {
        StoredQueue queue = sync ? synced : written;
        if (queue.isEmpty() && progress.reached(end, sync)) {
            listener.confirmed(token);
        } else {
            queue.add(listener, token, end);
        }
    }

    @Override
    public void storedCall(Runnable call, long end, boolean sync) {
        StoredQueue queue = sync ? synced : written;
        if (queue.isEmpty() && progress.reached(end, sync)) {
            call.run();
        } else {
            queue.add(call, 0, end);
        }
    }

    /** Tells what is stored by now, and registers for the rest. */
    private void release() {
        take();
        boolean registered = false;
        if (!written.isEmpty() && awaitingWrite.compareAndSet(false, true)) {
            progress.await(this::written);
            registered = true;
        }
        if (!synced.isEmpty() && awaitingSync.compareAndSet(false, true)) {
            progress.awaitSync(this::synced);
            registered = true;
        }
        if (registered) {
            // The log may have gone on between the look and the registration.
            take();
        }
    }

    private void take() {
        take(written, false);
        take(synced, true);
        if (progress.failure() != null) {
            refuse(written);
            refuse(synced);
        }
    }

    private void take(StoredQueue queue, boolean sync) {
        while (!queue.isEmpty() && progress.reached(queue.nextEnd(), sync)) {
            queue.takeFirst(this::tell);
        }
    }

    private void tell(Object target, long token) {
        if (closed) {
            return;
        }
        if (target instanceof PublishListener listener) {
            listener.confirmed(token);
        } else {
            ((Runnable) target).run();
        }
    }

    private void refuse(StoredQueue queue) {
        BrokerException lost = new BrokerException(
                ErrorCode.LOST,
                "the store failed before this was stored (" + progress.failure().getMessage()
                        + "): restart the broker; it may or may not be found then");
        while (!queue.isEmpty()) {
            queue.takeFirst((target, token) -> {
                if (target instanceof PublishListener listener) {
                    listener.refused(token, lost);
                } else if (target instanceof StoredAnswer<?> answer) {
                    answer.fail(lost);
                }
            });
        }
    }

    /** On the log's thread. */
    private void written() {
        awaitingWrite.set(false);
        executeOrEnd(this::release);
    }

    /** On the log's thread. */
    private void synced() {
        awaitingSync.set(false);
        executeOrEnd(this::release);
    }

    /** An answer that waits for the store. */
    record StoredAnswer<T>(Answer<T> answer, T value) implements Runnable {
        @Override
        public void run() {
            answer.done(value);
        }

        void fail(BrokerException reason) {
            answer.failed(reason);
        }
    }
}
