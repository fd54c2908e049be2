// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** Methods of class 90: transactions of a channel. Arguments in the order of the wire. */
public sealed interface TxMethod extends Method {

    int CLASS_ID = 90;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Select() implements TxMethod, ChannelRequest {
        public static final int ID = 10;

        static Select read(ArgumentReader in) {
            return new Select();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.txSelect(this);
        }
    }

    record SelectOk() implements TxMethod {
        public static final int ID = 11;

        static SelectOk read(ArgumentReader in) {
            return new SelectOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }

    record Commit() implements TxMethod, ChannelRequest {
        public static final int ID = 20;

        static Commit read(ArgumentReader in) {
            return new Commit();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.txCommit(this);
        }
    }

    record CommitOk() implements TxMethod {
        public static final int ID = 21;

        static CommitOk read(ArgumentReader in) {
            return new CommitOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }

    record Rollback() implements TxMethod, ChannelRequest {
        public static final int ID = 30;

        static Rollback read(ArgumentReader in) {
            return new Rollback();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.txRollback(this);
        }
    }

    record RollbackOk() implements TxMethod {
        public static final int ID = 31;

        static RollbackOk read(ArgumentReader in) {
            return new RollbackOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }
}
