// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
//
// Serves a page to a headless Chromium, and ends as the page says. Run one with: node browser.js CHROMIUM WS_PORT NAME PAGE_PORT
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');

const PATIENCE_MS = 80000;
const [chromium, wsPort, name, pagePort] = process.argv.slice(2);

const FILES = {
  '/': [path.join(__dirname, 'browser.html'), 'text/html; charset=utf-8'],
  '/stomp.js': [path.join(__dirname, 'node_modules/@stomp/stompjs/bundles/stomp.umd.js'), 'text/javascript'],
};

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'portage-chromium-'));
let browser;

function end(code, text) {
  if (text) {
    console.log(text);
  }
  process.exitCode = code;
  server.closeAllConnections();
  server.close();
  // With all the processes that it has started; the last of them may write for a moment still.
  process.kill(-browser.pid, 'SIGKILL');
  fs.rm(profile, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }, () => process.exit(code));
}

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const file = FILES[pathname];
  if (request.method === 'POST' && pathname === '/done') {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      response.end();
      end(text === 'ok' ? 0 : 1, text === 'ok' ? '' : text);
    });
  } else if (file) {
    response.setHeader('Content-Type', file[1]);
    fs.createReadStream(file[0]).pipe(response);
  } else {
    response.statusCode = 404;
    response.end();
  }
});

setTimeout(() => end(1, `${name} did not end`), PATIENCE_MS).unref();

server.listen(Number(pagePort), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}/?ws=${wsPort}&name=${name}`;
  browser = spawn(
    chromium,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${profile}`,
      url,
    ],
    { stdio: 'ignore', detached: true },
  );
  browser.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
});
