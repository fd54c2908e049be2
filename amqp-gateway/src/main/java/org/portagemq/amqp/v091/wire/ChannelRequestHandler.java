// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** Takes each kind of ChannelRequest: a kind that is forgotten does not compile. */
public interface ChannelRequestHandler {

    void channelOpen(ChannelMethod.Open method);

    void channelFlow(ChannelMethod.Flow method);

    void channelFlowOk(ChannelMethod.FlowOk method);

    void channelClose(ChannelMethod.Close method);

    void channelCloseOk(ChannelMethod.CloseOk method);

    void accessRequest(AccessMethod.Request method);

    void exchangeDeclare(ExchangeMethod.Declare method);

    void exchangeDelete(ExchangeMethod.Delete method);

    void exchangeBind(ExchangeMethod.Bind method);

    void exchangeUnbind(ExchangeMethod.Unbind method);

    void queueDeclare(QueueMethod.Declare method);

    void queueBind(QueueMethod.Bind method);

    void queuePurge(QueueMethod.Purge method);

    void queueDelete(QueueMethod.Delete method);

    void queueUnbind(QueueMethod.Unbind method);

    void basicQos(BasicMethod.Qos method);

    void basicConsume(BasicMethod.Consume method);

    void basicCancel(BasicMethod.Cancel method);

    void basicCancelOk(BasicMethod.CancelOk method);

    void basicPublish(BasicMethod.Publish method);

    void basicGet(BasicMethod.Get method);

    void basicAck(BasicMethod.Ack method);

    void basicReject(BasicMethod.Reject method);

    void basicRecoverAsync(BasicMethod.RecoverAsync method);

    void basicRecover(BasicMethod.Recover method);

    void basicNack(BasicMethod.Nack method);

    void confirmSelect(ConfirmMethod.Select method);

    void txSelect(TxMethod.Select method);

    void txCommit(TxMethod.Commit method);

    void txRollback(TxMethod.Rollback method);
}
