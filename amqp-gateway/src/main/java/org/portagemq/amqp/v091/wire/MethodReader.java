// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import java.util.Optional;

/** Reads the method that a pair of ids names. */
public final class MethodReader {

    private MethodReader() {}

    /** The method with its arguments; empty when the ids name none. Trailing bytes are left unread. */
    public static Optional<Method> read(int classId, int methodId, ArgumentReader in) {
        return Optional.ofNullable(
                switch (classId) {
                    case ConnectionMethod.CLASS_ID -> connection(methodId, in);
                    case ChannelMethod.CLASS_ID -> channel(methodId, in);
                    case AccessMethod.CLASS_ID -> access(methodId, in);
                    case ExchangeMethod.CLASS_ID -> exchange(methodId, in);
                    case QueueMethod.CLASS_ID -> queue(methodId, in);
                    case BasicMethod.CLASS_ID -> basic(methodId, in);
                    case ConfirmMethod.CLASS_ID -> confirm(methodId, in);
                    case TxMethod.CLASS_ID -> tx(methodId, in);
                    default -> null;
                });
    }

    private static Method connection(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case ConnectionMethod.Start.ID -> ConnectionMethod.Start.read(in);
            case ConnectionMethod.StartOk.ID -> ConnectionMethod.StartOk.read(in);
            case ConnectionMethod.Secure.ID -> ConnectionMethod.Secure.read(in);
            case ConnectionMethod.SecureOk.ID -> ConnectionMethod.SecureOk.read(in);
            case ConnectionMethod.Tune.ID -> ConnectionMethod.Tune.read(in);
            case ConnectionMethod.TuneOk.ID -> ConnectionMethod.TuneOk.read(in);
            case ConnectionMethod.Open.ID -> ConnectionMethod.Open.read(in);
            case ConnectionMethod.OpenOk.ID -> ConnectionMethod.OpenOk.read(in);
            case ConnectionMethod.Close.ID -> ConnectionMethod.Close.read(in);
            case ConnectionMethod.CloseOk.ID -> ConnectionMethod.CloseOk.read(in);
            case ConnectionMethod.Blocked.ID -> ConnectionMethod.Blocked.read(in);
            case ConnectionMethod.Unblocked.ID -> ConnectionMethod.Unblocked.read(in);
            case ConnectionMethod.UpdateSecret.ID -> ConnectionMethod.UpdateSecret.read(in);
            case ConnectionMethod.UpdateSecretOk.ID -> ConnectionMethod.UpdateSecretOk.read(in);
            default -> null;
        };
    }

    private static Method channel(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case ChannelMethod.Open.ID -> ChannelMethod.Open.read(in);
            case ChannelMethod.OpenOk.ID -> ChannelMethod.OpenOk.read(in);
            case ChannelMethod.Flow.ID -> ChannelMethod.Flow.read(in);
            case ChannelMethod.FlowOk.ID -> ChannelMethod.FlowOk.read(in);
            case ChannelMethod.Close.ID -> ChannelMethod.Close.read(in);
            case ChannelMethod.CloseOk.ID -> ChannelMethod.CloseOk.read(in);
            default -> null;
        };
    }

    private static Method access(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case AccessMethod.Request.ID -> AccessMethod.Request.read(in);
            case AccessMethod.RequestOk.ID -> AccessMethod.RequestOk.read(in);
            default -> null;
        };
    }

    private static Method exchange(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case ExchangeMethod.Declare.ID -> ExchangeMethod.Declare.read(in);
            case ExchangeMethod.DeclareOk.ID -> ExchangeMethod.DeclareOk.read(in);
            case ExchangeMethod.Delete.ID -> ExchangeMethod.Delete.read(in);
            case ExchangeMethod.DeleteOk.ID -> ExchangeMethod.DeleteOk.read(in);
            case ExchangeMethod.Bind.ID -> ExchangeMethod.Bind.read(in);
            case ExchangeMethod.BindOk.ID -> ExchangeMethod.BindOk.read(in);
            case ExchangeMethod.Unbind.ID -> ExchangeMethod.Unbind.read(in);
            case ExchangeMethod.UnbindOk.ID -> ExchangeMethod.UnbindOk.read(in);
            default -> null;
        };
    }

    private static Method queue(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case QueueMethod.Declare.ID -> QueueMethod.Declare.read(in);
            case QueueMethod.DeclareOk.ID -> QueueMethod.DeclareOk.read(in);
            case QueueMethod.Bind.ID -> QueueMethod.Bind.read(in);
            case QueueMethod.BindOk.ID -> QueueMethod.BindOk.read(in);
            case QueueMethod.Purge.ID -> QueueMethod.Purge.read(in);
            case QueueMethod.PurgeOk.ID -> QueueMethod.PurgeOk.read(in);
            case QueueMethod.Delete.ID -> QueueMethod.Delete.read(in);
            case QueueMethod.DeleteOk.ID -> QueueMethod.DeleteOk.read(in);
            case QueueMethod.Unbind.ID -> QueueMethod.Unbind.read(in);
            case QueueMethod.UnbindOk.ID -> QueueMethod.UnbindOk.read(in);
            default -> null;
        };
    }

    private static Method basic(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case BasicMethod.Qos.ID -> BasicMethod.Qos.read(in);
            case BasicMethod.QosOk.ID -> BasicMethod.QosOk.read(in);
            case BasicMethod.Consume.ID -> BasicMethod.Consume.read(in);
            case BasicMethod.ConsumeOk.ID -> BasicMethod.ConsumeOk.read(in);
            case BasicMethod.Cancel.ID -> BasicMethod.Cancel.read(in);
            case BasicMethod.CancelOk.ID -> BasicMethod.CancelOk.read(in);
            case BasicMethod.Publish.ID -> BasicMethod.Publish.read(in);
            case BasicMethod.Return.ID -> BasicMethod.Return.read(in);
            case BasicMethod.Deliver.ID -> BasicMethod.Deliver.read(in);
            case BasicMethod.Get.ID -> BasicMethod.Get.read(in);
            case BasicMethod.GetOk.ID -> BasicMethod.GetOk.read(in);
            case BasicMethod.GetEmpty.ID -> BasicMethod.GetEmpty.read(in);
            case BasicMethod.Ack.ID -> BasicMethod.Ack.read(in);
            case BasicMethod.Reject.ID -> BasicMethod.Reject.read(in);
            case BasicMethod.RecoverAsync.ID -> BasicMethod.RecoverAsync.read(in);
            case BasicMethod.Recover.ID -> BasicMethod.Recover.read(in);
            case BasicMethod.RecoverOk.ID -> BasicMethod.RecoverOk.read(in);
            case BasicMethod.Nack.ID -> BasicMethod.Nack.read(in);
            default -> null;
        };
    }

    private static Method confirm(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case ConfirmMethod.Select.ID -> ConfirmMethod.Select.read(in);
            case ConfirmMethod.SelectOk.ID -> ConfirmMethod.SelectOk.read(in);
            default -> null;
        };
    }

    private static Method tx(int methodId, ArgumentReader in) {
        return switch (methodId) {
            case TxMethod.Select.ID -> TxMethod.Select.read(in);
            case TxMethod.SelectOk.ID -> TxMethod.SelectOk.read(in);
            case TxMethod.Commit.ID -> TxMethod.Commit.read(in);
            case TxMethod.CommitOk.ID -> TxMethod.CommitOk.read(in);
            case TxMethod.Rollback.ID -> TxMethod.Rollback.read(in);
            case TxMethod.RollbackOk.ID -> TxMethod.RollbackOk.read(in);
            default -> null;
        };
    }
}
