// What the scripts beside this one share: finding the peers under .tools/peers, measuring processor time, and serving.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';

/** Loads a peer that `make bench` installed. */
export const peer = createRequire(resolve('.tools/peers/here.js'));

/** The same inputs as the Go side has. */
export const inputs = JSON.parse(readFileSync('internal/benchmark/inputs.json', 'utf8'));

/** Processor time of this process in nanoseconds, all threads, user and system. */
export function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Prints the processor time of one call of f, over as many calls as take about 100 ms after as long a warm-up. */
export function measure(name, f) {
  let calls = 1;
  for (let spent = 0; spent < 1e8; ) {
    const began = cpu();
    for (let i = 0; i < calls; i++) f();
    spent = cpu() - began;
    if (spent < 1e8) calls *= 2;
  }
  const began = cpu();
  for (let i = 0; i < calls; i++) f();
  report(name, (cpu() - began) / calls);
}

export function report(name, ns) {
  console.log(JSON.stringify({ name, ns }));
}

/** Says where a server listens, and ends it when standard input is closed. */
export function announce(server, more) {
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}`, ...more })));
  server.keepAliveTimeout = 600_000;
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}
