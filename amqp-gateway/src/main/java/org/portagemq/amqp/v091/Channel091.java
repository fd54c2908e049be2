// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import org.portagemq.amqp.v091.wire.AccessMethod;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ChannelRequest;
import org.portagemq.amqp.v091.wire.ChannelRequestHandler;
import org.portagemq.amqp.v091.wire.ConfirmMethod;
import org.portagemq.amqp.v091.wire.ExchangeMethod;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.amqp.v091.wire.TxMethod;
import org.portagemq.core.api.BrokerException;

/**
 * One channel: keeps its requests in order, and hands each to the class that knows it.
 *
 * <pre>
 *  OPEN --channel.close from the client--> over
 *  OPEN --own channel.close--> CLOSING --close-ok, or close from the client--> over
 * </pre>
 */
final class Channel091 implements ChannelRequestHandler, RequestOrder.Runner, ReplyQueue.Sink {

    private enum State {
        OPEN,
        /** The broker has closed it, the client has not heard yet: all it sends is swallowed. */
        CLOSING,
        OVER
    }

    private final int number;
    private final ChannelHost host;
    private final ReplyQueue replies = new ReplyQueue(this);
    private final RequestOrder order;
    private final DeliveryOwners owners = new DeliveryOwners();
    private final ContentAssembler contents;
    private final ChannelTransaction transaction;
    private final Unsettled unsettled;
    private final ChannelConsumers consumers;
    private final ChannelGets gets;
    private final ChannelPublisher publisher;
    private final QueueCommands queues;
    private final ExchangeCommands exchanges;
    private State state = State.OPEN;
    private String lastQueue = "";
    private boolean touched;

    Channel091(int number, ChannelHost host) {
        this.number = number;
        this.host = host;
        this.order = new RequestOrder(this, replies, host.limits());
        this.contents = new ContentAssembler(host.limits().messageBytes(), host.contents());
        this.transaction = new ChannelTransaction(() -> host.session().begin(), owners);
        this.unsettled = new Unsettled(owners, transaction);
        this.consumers = new ChannelConsumers(this, host, owners, unsettled);
        this.gets = new ChannelGets(this, host, owners, unsettled);
        this.publisher = new ChannelPublisher(this, host, transaction, consumers::replyQueue);
        this.queues = new QueueCommands(host);
        this.exchanges = new ExchangeCommands(host);
    }

    int number() {
        return number;
    }

    // What the connection hands over.

    void method(ChannelRequest request) {
        if (state == State.CLOSING) {
            whileClosing(request);
            return;
        }
        contents.expectNone();
        if (request instanceof BasicMethod.Publish publish) {
            contents.begin(publish);
        } else {
            order.submit(request);
        }
    }

    private void whileClosing(ChannelRequest request) {
        if (request instanceof ChannelMethod.Close) {
            // Both sides closed at once.
            over();
            host.output().method(number, new ChannelMethod.CloseOk());
        } else if (request instanceof ChannelMethod.CloseOk) {
            over();
        }
    }

    void header(ByteBuf payload) {
        if (state == State.OPEN) {
            guarded(BasicMethod.CLASS_ID, BasicMethod.Publish.ID, () -> submit(contents.header(payload)));
        }
    }

    void body(ByteBuf payload) {
        if (state == State.OPEN) {
            guarded(BasicMethod.CLASS_ID, BasicMethod.Publish.ID, () -> submit(contents.body(payload)));
        }
    }

    private void submit(Optional<PublishRequest> complete) {
        if (complete.isPresent()) {
            order.submit(complete.get());
        }
    }

    @Override
    public void run(ChannelRequest request) {
        guarded(request.classId(), request.methodId(), () -> request.dispatch(this));
    }

    @Override
    public void run(PublishRequest publish) {
        guarded(BasicMethod.CLASS_ID, BasicMethod.Publish.ID, () -> publisher.publish(publish));
    }

    @Override
    public void backlog(boolean tooLong) {
        host.backlog(tooLong);
    }

    private void guarded(int classId, int methodId, Runnable action) {
        try {
            action.run();
        } catch (AmqpException refusal) {
            fail(refusal, classId, methodId);
        } catch (BrokerException refusal) {
            fail(ErrorMapping.of(refusal), classId, methodId);
        }
    }

    // Ends.

    /** Closes this channel, or the connection, as the code of the refusal says. */
    void fail(AmqpException reason, int classId, int methodId) {
        if (state != State.OPEN) {
            return;
        }
        if (reason.code().closesConnection()) {
            host.closeConnection(reason, classId, methodId);
            return;
        }
        // Confirms of what was stored go out before the end.
        publisher.endBatch();
        release();
        state = State.CLOSING;
        host.output()
                .method(
                        number,
                        new ChannelMethod.Close(
                                reason.code().number(), reason.code().text(reason.getMessage()), classId, methodId));
    }

    /** Lets go of everything; the broker hears of it with the next flush. */
    void release() {
        state = State.OVER;
        replies.clear();
        order.clear();
        contents.abandon();
        consumers.close();
        gets.close();
        publisher.close();
        transaction.close();
        unsettled.abandon();
        owners.closeAll();
    }

    private void over() {
        state = State.OVER;
        host.forget(number);
    }

    // What the parts of the channel ask for.

    /** Marks that {@link #endBatch} is wanted; answers whether it was not marked yet. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void endBatch() {
        touched = false;
        if (state == State.OPEN) {
            order.proceed();
        }
        // What ran may have ended the channel.
        if (state == State.OPEN) {
            consumers.endBatch();
            publisher.endBatch();
        }
    }

    @Override
    public void reply(Method method) {
        host.output().method(number, method);
    }

    @Override
    public void advanced() {
        host.touched(this);
    }

    @Override
    public void failed(AmqpException reason, Method request) {
        fail(reason, request.classId(), request.methodId());
    }

    /** Asked now and then: closes the channel when a delivery has waited too long to be settled. */
    void checkDeadline() {
        if (unsettled.isOverdue()) {
            timedOut(host.limits().consumerTimeout(), "amqp.consumer-timeout of the server");
        }
    }

    void timedOut(Duration timeout, String setBy) {
        fail(
                ReplyCode.PRECONDITION_FAILED.because("delivery acknowledgement on channel " + number
                        + " timed out. Timeout value used: " + timeout.toMillis() + " ms. It is set by " + setBy),
                0,
                0);
    }

    /** Tells the client something behind the answers to all that it has asked for so far. */
    void announce(Method method) {
        slot(method).reply(method);
    }

    private ReplyQueue.Slot slot(Method request, boolean silent) {
        return replies.open(request, silent);
    }

    private ReplyQueue.Slot slot(Method request) {
        return slot(request, false);
    }

    /** The queue that is meant: the last one declared on this channel, when none is named. */
    private String queue(String name) {
        if (!name.isEmpty()) {
            return Names.clean(name);
        }
        if (lastQueue.isEmpty()) {
            throw ReplyCode.NOT_FOUND.because("no previously declared queue");
        }
        return lastQueue;
    }

    /** Without queue and without key, the key is the queue's name as well. */
    private String key(String queue, String key) {
        return queue.isEmpty() && key.isEmpty() ? lastQueue : key;
    }

    // Class channel.

    @Override
    public void channelOpen(ChannelMethod.Open method) {
        throw ReplyCode.CHANNEL_ERROR.because("second 'channel.open' seen");
    }

    @Override
    public void channelFlow(ChannelMethod.Flow method) {
        if (!method.active()) {
            throw ReplyCode.NOT_IMPLEMENTED.because("active=false");
        }
        slot(method).reply(new ChannelMethod.FlowOk(true));
    }

    @Override
    public void channelFlowOk(ChannelMethod.FlowOk method) {
        // Never asked for: nothing to do.
    }

    @Override
    public void channelClose(ChannelMethod.Close method) {
        publisher.endBatch();
        release();
        over();
        host.output().method(number, new ChannelMethod.CloseOk());
    }

    @Override
    public void channelCloseOk(ChannelMethod.CloseOk method) {
        throw ReplyCode.COMMAND_INVALID.because("'channel.close-ok' on a channel that was not closed");
    }

    @Override
    public void accessRequest(AccessMethod.Request method) {
        slot(method).reply(new AccessMethod.RequestOk(1));
    }

    // Class exchange.

    @Override
    public void exchangeDeclare(ExchangeMethod.Declare method) {
        exchanges.declare(method, slot(method, method.nowait()));
    }

    @Override
    public void exchangeDelete(ExchangeMethod.Delete method) {
        exchanges.delete(method, slot(method, method.nowait()));
    }

    @Override
    public void exchangeBind(ExchangeMethod.Bind method) {
        exchanges.bind(method, slot(method, method.nowait()));
    }

    @Override
    public void exchangeUnbind(ExchangeMethod.Unbind method) {
        exchanges.unbind(method, slot(method, method.nowait()));
    }

    // Class queue.

    @Override
    public void queueDeclare(QueueMethod.Declare method) {
        QueueMethod.Declare meant = method.passive() && method.queue().isEmpty()
                ? new QueueMethod.Declare(0, queue(""), true, false, false, false, method.nowait(), method.arguments())
                : method;
        queues.declare(meant, slot(method, method.nowait()), name -> lastQueue = name);
    }

    @Override
    public void queueBind(QueueMethod.Bind method) {
        String queue = queue(method.queue());
        queues.bind(method, queue, key(method.queue(), method.routingKey()), slot(method, method.nowait()));
    }

    @Override
    public void queueUnbind(QueueMethod.Unbind method) {
        String queue = queue(method.queue());
        queues.unbind(method, queue, key(method.queue(), method.routingKey()), slot(method));
    }

    @Override
    public void queuePurge(QueueMethod.Purge method) {
        queues.purge(queue(method.queue()), slot(method, method.nowait()));
    }

    @Override
    public void queueDelete(QueueMethod.Delete method) {
        queues.delete(method, queue(method.queue()), slot(method, method.nowait()));
    }

    // Class basic.

    @Override
    public void basicQos(BasicMethod.Qos method) {
        consumers.qos(method, slot(method));
    }

    @Override
    public void basicConsume(BasicMethod.Consume method) {
        consumers.consume(method, queue(method.queue()), slot(method, method.nowait()));
    }

    @Override
    public void basicCancel(BasicMethod.Cancel method) {
        consumers.cancel(method, slot(method, method.nowait()));
    }

    @Override
    public void basicCancelOk(BasicMethod.CancelOk method) {
        // Some clients answer the broker's cancel, though it says that no answer is wanted.
    }

    @Override
    public void basicPublish(BasicMethod.Publish method) {
        throw new IllegalStateException("a publish is handled with its content");
    }

    @Override
    public void basicGet(BasicMethod.Get method) {
        gets.get(method, queue(method.queue()), slot(method));
    }

    @Override
    public void basicAck(BasicMethod.Ack method) {
        settle(method.deliveryTag(), method.multiple(), Settlement.ACK);
    }

    @Override
    public void basicReject(BasicMethod.Reject method) {
        settle(method.deliveryTag(), false, method.requeue() ? Settlement.REQUEUE : Settlement.REJECT);
    }

    @Override
    public void basicNack(BasicMethod.Nack method) {
        settle(method.deliveryTag(), method.multiple(), method.requeue() ? Settlement.REQUEUE : Settlement.REJECT);
    }

    private void settle(long tag, boolean multiple, Settlement how) {
        unsettled.settle(tag, multiple, how);
        host.touched(this);
    }

    @Override
    public void basicRecoverAsync(BasicMethod.RecoverAsync method) {
        recover(method.requeue());
    }

    @Override
    public void basicRecover(BasicMethod.Recover method) {
        recover(method.requeue());
        slot(method).reply(new BasicMethod.RecoverOk());
    }

    private void recover(boolean requeue) {
        if (!requeue) {
            throw ReplyCode.NOT_IMPLEMENTED.because("requeue=false");
        }
        unsettled.recover();
        host.touched(this);
    }

    // Classes confirm and tx.

    @Override
    public void confirmSelect(ConfirmMethod.Select method) {
        if (transaction.isSelected()) {
            throw ReplyCode.PRECONDITION_FAILED.because("cannot switch from tx to confirm mode");
        }
        publisher.confirmSelect();
        slot(method, method.nowait()).reply(new ConfirmMethod.SelectOk());
    }

    @Override
    public void txSelect(TxMethod.Select method) {
        if (publisher.isConfirming()) {
            throw ReplyCode.PRECONDITION_FAILED.because("cannot switch from confirm to tx mode");
        }
        transaction.select();
        slot(method).reply(new TxMethod.SelectOk());
    }

    @Override
    public void txCommit(TxMethod.Commit method) {
        transactional();
        ReplyQueue.Slot slot = slot(method);
        Runnable done = () -> slot.fill(() -> {
            publisher.committed();
            slot.emit(new TxMethod.CommitOk());
        });
        transaction.commit(new TransactionOutcome(), done, reason -> slot.fail(ErrorMapping.of(reason)));
    }

    @Override
    public void txRollback(TxMethod.Rollback method) {
        transactional();
        ReplyQueue.Slot slot = slot(method);
        Runnable done = () -> slot.fill(() -> {
            publisher.rolledBack();
            slot.emit(new TxMethod.RollbackOk());
        });
        transaction.rollback(new TransactionOutcome(), done, reason -> slot.fail(ErrorMapping.of(reason)));
    }

    private void transactional() {
        if (!transaction.isSelected()) {
            throw ReplyCode.PRECONDITION_FAILED.because("channel is not transactional");
        }
    }

    private final class TransactionOutcome implements ChannelTransaction.Outcome {

        @Override
        public void committed(int owner) {
            if (state == State.OPEN) {
                owners.get(owner).settled();
            }
        }

        @Override
        public void rolledBack(UnackedDeliveries taken) {
            if (state == State.OPEN) {
                unsettled.restore(taken);
            }
        }
    }
}
