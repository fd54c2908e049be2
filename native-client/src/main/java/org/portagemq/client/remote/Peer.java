// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.ConnectionException;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.Phase;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.RequestTimeoutException;
import org.portagemq.client.event.ClientEvent;

/**
 * One server, and the one connection to it, which is made when it is needed and made again when it was lost. Calls may come from
 * any thread; everything else happens on the peer's event loop.
 */
final class Peer {

    private static final int BATCH_BYTES = 64 << 10;
    private static final long SWEEP_MS = 50;
    /** Odd, so that no two numbers become the same. */
    private static final int SCATTER = 0x9E37_79B1;
    /** A connection that takes nothing, or from which nothing comes though something is to, is broken. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Endpoint endpoint;
    private final Network network;
    private final EventLoop loop;
    private final Queue<Call> outgoing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final IntObjectMap<Call> pending = new IntObjectHashMap<>();
    private final Outlet outlet = new Outlet();
    private Channel channel;
    private CallWriter writer;
    private boolean connecting;
    private boolean sweeping;
    private boolean closed;
    private int failures;
    private int opaque;
    private long lastRead;
    private long lastWritten;
    private volatile boolean connected;

    Peer(Endpoint endpoint, Network network) {
        this.endpoint = endpoint;
        this.network = network;
        this.loop = network.loop();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean isConnected() {
        return connected;
    }

    /** The call ends in any case, by its deadline at the latest. */
    void submit(Call call) {
        outgoing.add(call);
        wake();
    }

    void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        woken.set(false);
        if (closed) {
            failAll(outgoing(), "the client is closed");
        } else if (channel != null) {
            drain();
        } else if (!outgoing.isEmpty()) {
            connect();
        }
        sweepLater();
    }

    // Sending.

    private void drain() {
        while (channel.isWritable()) {
            ByteBuf batch = outlet.fill(channel, outgoing);
            if (batch == null) {
                break;
            }
            lastWritten = System.nanoTime();
            channel.write(batch, channel.voidPromise());
        }
        channel.flush();
    }

    /** Turns calls into octets. */
    private final class Outlet {

        /** As many calls as fit into a batch; null when there is none. */
        ByteBuf fill(Channel to, Queue<Call> calls) {
            ByteBuf batch = null;
            while (batch == null || batch.readableBytes() < BATCH_BYTES) {
                Call call = calls.poll();
                if (call == null) {
                    break;
                }
                if (!call.isEnded()) {
                    batch = batch == null ? to.alloc().buffer() : batch;
                    write(call, batch);
                }
            }
            return batch;
        }

        private void write(Call call, ByteBuf batch) {
            int number = opaque++;
            writer.write(call, number, batch);
            call.phase = Phase.SENT;
            if (call.way == Call.Way.ONE_WAY) {
                call.answered(null);
            } else {
                if (pending.isEmpty()) {
                    lastRead = System.nanoTime();
                }
                pending.put(scattered(number), call);
            }
        }
    }

    /** Numbers that follow each other would lie side by side in the map, which looks through them all when one is taken out. */
    private static int scattered(int number) {
        return number * SCATTER;
    }

    // The connection.

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        Duration delay =
                network.policy().delay(failures, ThreadLocalRandom.current().nextDouble());
        if (failures > 0) {
            network.events().tell(new ClientEvent.Reconnecting(endpoint.toString(), failures, delay));
        }
        loop.schedule(this::dial, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void dial() {
        if (closed) {
            connecting = false;
            turn();
            return;
        }
        network.dialer().dial(loop, this).addListener((ChannelFuture done) -> {
            SslHandler tls = done.isSuccess() ? done.channel().pipeline().get(SslHandler.class) : null;
            if (tls == null) {
                dialled(done.channel(), done.cause());
            } else {
                tls.handshakeFuture().addListener((Future<Channel> shaken) -> dialled(done.channel(), shaken.cause()));
            }
        });
    }

    private void dialled(Channel to, Throwable failure) {
        Throwable cause = failure;
        connecting = false;
        if (cause == null && !closed) {
            try {
                writer = network.writer();
            } catch (RuntimeException noSecret) {
                cause = noSecret;
            }
        }
        if (cause != null || closed) {
            to.close();
            failures++;
            Throwable why = cause == null ? new IllegalStateException("the client is closed") : cause;
            for (Call call : outgoing()) {
                call.failed(unreachable(call, why));
            }
            return;
        }
        failures = 0;
        channel = to;
        connected = true;
        lastRead = System.nanoTime();
        lastWritten = lastRead;
        network.events().tell(new ClientEvent.Connected(endpoint.toString()));
        network.connected(endpoint);
        turn();
    }

    private PortageException unreachable(Call call, Throwable cause) {
        Incident incident = Incident.at(
                endpoint.toString(),
                call.request.operation(),
                "the server cannot be reached: " + cause.getMessage() + "; is it running, and its address right?");
        return new ConnectionException(incident, Phase.QUEUED, cause);
    }

    void disconnected(Channel gone, String why) {
        if (channel != gone) {
            return;
        }
        channel = null;
        connected = false;
        List<Call> lost = new ArrayList<>(pending.values());
        pending.clear();
        network.events().tell(new ClientEvent.Disconnected(endpoint.toString(), why));
        for (Call call : lost) {
            Incident incident = Incident.at(endpoint.toString(), call.request.operation(), why);
            call.failed(new ConnectionException(incident, Phase.SENT, null));
        }
        turn();
    }

    void received(Channel from, Command command) {
        lastRead = System.nanoTime();
        if (!command.isResponse()) {
            network.requested(endpoint, command, answer -> loop.execute(() -> reply(from, answer)));
            return;
        }
        Call call = pending.remove(scattered(command.opaque()));
        if (call != null) {
            call.answered(command);
        }
    }

    private static void reply(Channel to, Command answer) {
        ByteBuf octets = to.alloc().buffer();
        CommandWriter.write(answer, octets);
        to.writeAndFlush(octets, to.voidPromise());
    }

    // Time.

    private void sweepLater() {
        if (!sweeping && !(pending.isEmpty() && outgoing.isEmpty())) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        List<Call> late = new ArrayList<>();
        pending.values().removeIf(call -> isLate(call, late));
        outgoing.removeIf(call -> isLate(call, late));
        for (Call call : late) {
            call.failed(timeOut(call));
        }
        breakSilent();
        sweepLater();
    }

    private static boolean isLate(Call call, List<Call> late) {
        if (call.isEnded()) {
            return true;
        }
        return call.deadline.isOver() && late.add(call);
    }

    private RequestTimeoutException timeOut(Call call) {
        String detail = call.phase == Phase.QUEUED
                ? "it could not be sent within its time: the server is not reached, or takes nothing"
                : "no answer came within its time";
        return new RequestTimeoutException(
                Incident.at(endpoint.toString(), call.request.operation(), detail), call.phase);
    }

    private void breakSilent() {
        if (channel == null) {
            return;
        }
        long now = System.nanoTime();
        boolean stuck = !channel.isWritable() && now - lastWritten > SILENCE_NANOS;
        boolean silent = !pending.isEmpty() && now - lastRead > SILENCE_NANOS;
        if (stuck || silent) {
            Channel broken = channel;
            disconnected(broken, stuck ? "the server takes nothing any more" : "the server is silent");
            broken.close();
        }
    }

    // The end.

    void close() {
        loop.execute(() -> {
            closed = true;
            List<Call> all = new ArrayList<>(pending.values());
            pending.clear();
            all.addAll(outgoing());
            failAll(all, "the client is closed");
            if (channel != null) {
                channel.close();
                channel = null;
                connected = false;
            }
        });
    }

    private List<Call> outgoing() {
        List<Call> all = new ArrayList<>();
        for (Call call = outgoing.poll(); call != null; call = outgoing.poll()) {
            all.add(call);
        }
        return all;
    }

    private static void failAll(List<Call> calls, String why) {
        calls.forEach(call -> call.failed(new ClosedException(Incident.local(call.request.operation(), why))));
    }
}
