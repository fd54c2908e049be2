// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** A method that a client may send on a channel other than 0. */
public sealed interface ChannelRequest extends Method
        permits ChannelMethod.Open,
                ChannelMethod.Flow,
                ChannelMethod.FlowOk,
                ChannelMethod.Close,
                ChannelMethod.CloseOk,
                AccessMethod.Request,
                ExchangeMethod.Declare,
                ExchangeMethod.Delete,
                ExchangeMethod.Bind,
                ExchangeMethod.Unbind,
                QueueMethod.Declare,
                QueueMethod.Bind,
                QueueMethod.Purge,
                QueueMethod.Delete,
                QueueMethod.Unbind,
                BasicMethod.Qos,
                BasicMethod.Consume,
                BasicMethod.Cancel,
                BasicMethod.CancelOk,
                BasicMethod.Publish,
                BasicMethod.Get,
                BasicMethod.Ack,
                BasicMethod.Reject,
                BasicMethod.RecoverAsync,
                BasicMethod.Recover,
                BasicMethod.Nack,
                ConfirmMethod.Select,
                TxMethod.Select,
                TxMethod.Commit,
                TxMethod.Rollback {

    /** Calls the one method of the handler that is meant for this request. */
    void dispatch(ChannelRequestHandler handler);
}
