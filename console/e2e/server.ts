import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ready is what `usersync serve` writes once it is ready. */
export interface Ready {
  url: string;
  console_url: string;
  scim_url: string;
  scim_token: string;
  admin_url: string;
  admin_key: string;
  account: string;
}

/** Server is a running program with a data folder of its own. */
export interface Server extends Ready {
  /** Asks the admin API with the admin key; `body` makes it a POST unless `method` says otherwise. */
  admin: (path: string, body?: unknown, method?: string) => Promise<any>;
  /** Asks the SCIM door as an identity provider does. */
  scim: (path: string, body?: unknown, method?: string) => Promise<any>;
  stop: () => Promise<void>;
}

const program = process.env.USERSYNC_BIN ?? join(import.meta.dirname, '../../bin/usersync');

async function until(done: () => boolean, child: ChildProcess): Promise<void> {
  for (let tries = 0; !done(); tries++) {
    if (child.exitCode !== null) throw new Error(`usersync ended with ${child.exitCode}`);
    if (tries > 600) throw new Error('usersync is not ready after a minute');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** asking sends JSON with a bearer token and reads JSON; what is refused is thrown. */
function asking(base: string, token: string, type: string) {
  return async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => {
    const contentType = method === 'PATCH' && type === 'application/json' ? 'application/merge-patch+json' : type;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': contentType };
    const response = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
}

/** startServer starts the program on a free port; `more` are further arguments, such as --demo. */
export async function startServer(...more: string[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'usersync-'));
  const file = join(folder, 'ready.json');
  const child = spawn(program, ['serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--ready-file', file, ...more], { stdio: 'ignore' });
  await until(() => existsSync(file), child);
  const ready = JSON.parse(readFileSync(file, 'utf8')) as Ready;
  const stop = async () => {
    child.kill('SIGINT');
    await until(() => child.exitCode !== null || child.signalCode !== null, { exitCode: null } as ChildProcess);
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...ready, admin: asking(ready.admin_url, ready.admin_key, 'application/json'), scim: asking(ready.scim_url, ready.scim_token, 'application/scim+json'), stop };
}
