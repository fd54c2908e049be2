// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
//
// What applications do with amqplib. Run one with: node scenarios.js URL NAME
'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const amqp = require('amqplib');

const PATIENCE_MS = 20000;

/** The first `count` messages of a queue. */
async function consume(channel, queue, count, options) {
  const messages = [];
  let tag;
  await new Promise((resolve, reject) => {
    channel
      .consume(
        queue,
        (message) => {
          messages.push(message);
          if (messages.length === count) {
            resolve();
          }
        },
        options,
      )
      .then((ok) => {
        tag = ok.consumerTag;
      }, reject);
  });
  return { messages, tag };
}

async function getEventually(channel, queue) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message) {
      return message;
    }
    assert.ok(Date.now() < deadline, `nothing arrived in ${queue}`);
  }
}

const scenarios = {
  async confirmsAndReturns(connection) {
    const channel = await connection.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const events = [];
    channel.on('return', (message) => events.push(`returned ${message.fields.replyCode} ${message.content}`));
    channel.publish('', 'no-such-queue', Buffer.from('lost'), { mandatory: true }, () => events.push('confirmed'));
    for (let i = 0; i < 100; i++) {
      channel.sendToQueue(queue, Buffer.from(`${i}`), { persistent: true });
    }
    await channel.waitForConfirms();
    assert.deepEqual(events, ['returned 312 lost', 'confirmed']);
    assert.equal((await channel.checkQueue(queue)).messageCount, 100);
  },

  async prefetchAndRedelivery(connection) {
    const first = await connection.createChannel();
    const { queue } = await first.assertQueue('', { exclusive: true });
    for (let i = 0; i < 5; i++) {
      first.sendToQueue(queue, Buffer.from(`${i}`));
    }
    await first.prefetch(2);
    const got = await consume(first, queue, 2);
    assert.deepEqual(got.messages.map((m) => m.fields.redelivered), [false, false]);
    await first.close();
    const second = await connection.createChannel();
    const again = await consume(second, queue, 5);
    assert.deepEqual(again.messages.map((m) => m.content.toString()), ['0', '1', '2', '3', '4']);
    assert.deepEqual(again.messages.map((m) => m.fields.redelivered), [true, true, false, false, false]);
    second.ackAll();
    await second.close();
  },

  async directReplies(connection) {
    const server = await connection.createChannel();
    const { queue } = await server.assertQueue('', { exclusive: true });
    await server.consume(queue, (request) => {
      server.sendToQueue(request.properties.replyTo, Buffer.from(`${request.content}!`), {
        correlationId: request.properties.correlationId,
      });
      server.ack(request);
    });
    const client = await connection.createChannel();
    const answer = new Promise((resolve, reject) => {
      client
        .consume('amq.rabbitmq.reply-to', resolve, { noAck: true })
        .then(() =>
          client.sendToQueue(queue, Buffer.from('ping'), { replyTo: 'amq.rabbitmq.reply-to', correlationId: '7' }),
        )
        .catch(reject);
    });
    const reply = await answer;
    assert.equal(reply.content.toString(), 'ping!');
    assert.equal(reply.properties.correlationId, '7');
  },

  async headersOfEveryTypeComeBack(connection) {
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const headers = {
      text: 'héllo',
      small: 7,
      negative: -70000,
      large: 2 ** 40,
      fraction: 0.5,
      yes: true,
      nothing: null,
      list: [1, 'two', [3]],
      table: { a: { b: 'c' } },
      bytes: Buffer.from([0, 255]),
      time: { '!': 'timestamp', value: 1700000000 },
    };
    channel.sendToQueue(queue, Buffer.from('m'), {
      headers,
      contentType: 'text/plain',
      priority: 3,
      messageId: 'id',
      timestamp: 1700000000,
      type: 'kind',
      appId: 'app',
    });
    const got = await getEventually(channel, queue);
    assert.deepEqual({ ...got.properties.headers }, headers);
    assert.equal(got.properties.timestamp, 1700000000);
    assert.equal(got.properties.appId, 'app');
  },

  async headersExchangeRoutes(connection) {
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.assertExchange('node-headers', 'headers', { durable: false, autoDelete: true });
    await channel.bindQueue(queue, 'node-headers', '', { 'x-match': 'all', kind: 'a', size: 1 });
    channel.publish('node-headers', '', Buffer.from('no'), { headers: { kind: 'a', size: 2 } });
    channel.publish('node-headers', '', Buffer.from('yes'), { headers: { kind: 'a', size: 1 } });
    assert.equal((await getEventually(channel, queue)).content.toString(), 'yes');
  },

  async deadLettersCarryTheirHistory(connection) {
    const channel = await connection.createChannel();
    const dead = await channel.assertQueue('', { exclusive: true });
    const { queue } = await channel.assertQueue('', {
      exclusive: true,
      deadLetterExchange: '',
      deadLetterRoutingKey: dead.queue,
      messageTtl: 20,
    });
    channel.sendToQueue(queue, Buffer.from('m'));
    const got = await getEventually(channel, dead.queue);
    assert.equal(got.properties.headers['x-death'][0].reason, 'expired');
    assert.equal(got.properties.headers['x-death'][0].queue, queue);
  },

  async quorumQueueCountsAttempts(connection) {
    const channel = await connection.createChannel();
    const name = `node-quorum-${process.pid}`;
    await channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2 } });
    channel.sendToQueue(name, Buffer.from('m'), { persistent: true });
    const counts = [];
    await new Promise((resolve) => {
      channel.consume(name, (message) => {
        if (message === null) {
          return; // The queue is deleted at the end.
        }
        counts.push(message.properties.headers['x-delivery-count'] ?? 0);
        channel.nack(message, false, true);
        if (counts.length === 3) {
          resolve();
        }
      });
    });
    assert.deepEqual(counts, [0, 1, 2]);
    assert.equal((await channel.checkQueue(name)).messageCount, 0);
    await channel.deleteQueue(name);
  },

  async deletedQueueCancelsItsConsumer(connection) {
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', {});
    const cancelled = new Promise((resolve) => {
      channel.consume(queue, (message) => {
        if (message === null) {
          resolve();
        }
      });
    });
    const other = await connection.createChannel();
    await other.deleteQueue(queue);
    await cancelled;
    await channel.close();
  },

  async refusalsNameTheObject(connection) {
    const channel = await connection.createChannel();
    const errors = once(channel, 'error');
    await assert.rejects(channel.checkQueue('node-nowhere'), /NOT-FOUND.*no queue 'node-nowhere' in vhost '\/'/);
    const [error] = await errors;
    assert.equal(error.code, 404);
  },

  async largeBodiesOfManyChannelsInterleave(connection) {
    const sizes = [1, 131064, 131065, 1000000];
    await Promise.all(
      sizes.map(async (size) => {
        const channel = await connection.createConfirmChannel();
        const { queue } = await channel.assertQueue('', { exclusive: true });
        const body = Buffer.alloc(size, size % 251);
        for (let i = 0; i < 5; i++) {
          channel.sendToQueue(queue, body);
        }
        await channel.waitForConfirms();
        const got = await consume(channel, queue, 5, { noAck: true });
        for (const message of got.messages) {
          assert.ok(message.content.equals(body), `a body of ${size} bytes came back changed`);
        }
      }),
    );
  },
};

async function main() {
  const [url, name] = process.argv.slice(2);
  if (!scenarios[name]) {
    throw new Error(`no scenario ${name}; there are: ${Object.keys(scenarios).join(' ')}`);
  }
  const connection = await amqp.connect(url);
  await scenarios[name](connection);
  await connection.close();
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
