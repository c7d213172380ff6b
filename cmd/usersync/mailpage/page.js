'use strict';
const api = '/api/v1';
const at = (id) => document.getElementById(id);
let mails = [];
let open = null;
let shown = 'html';

async function ask(method, path, body) {
  const headers = { 'Usersync-Console': '1' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(api + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  const value = text === '' ? null : JSON.parse(text);
  if (!answer.ok) throw Object.assign(new Error(value?.detail ?? answer.statusText), { status: answer.status });
  return value;
}

const say = (text) => { at('status').textContent = text; };

async function guarded(work) {
  try {
    await work();
  } catch (e) {
    if (e.status === 401) at('signin').hidden = false;
    say(e.status === 401 ? 'Sign in with an admin key of this account, or by the console.' : e.message);
  }
}

async function load() {
  const list = await ask('GET', '/mailbox?limit=1000');
  mails = list.items;
  at('signin').hidden = true;
  at('box').hidden = false;
  draw();
}

function draw() {
  const wanted = at('search').value.toLowerCase();
  const found = mails.filter((m) => `${m.to} ${m.subject} ${m.text}`.toLowerCase().includes(wanted));
  at('list').replaceChildren(...found.map((m) => {
    const button = document.createElement('button');
    const small = document.createElement('small');
    button.type = 'button';
    button.textContent = m.subject;
    small.textContent = `${m.to}, ${new Date(m.at).toLocaleString()}`;
    button.append(small);
    button.addEventListener('click', () => guarded(() => read(m.id)));
    if (open?.id === m.id) button.setAttribute('aria-current', 'true');
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
  say(found.length === mails.length ? `${mails.length} mails` : `${found.length} of ${mails.length} mails`);
}

async function read(id) {
  open = await ask('GET', '/mailbox/' + encodeURIComponent(id));
  at('mail').hidden = false;
  at('subject').textContent = open.subject;
  at('to').textContent = open.to;
  at('at').textContent = new Date(open.at).toLocaleString();
  at('at').dateTime = open.at;
  at('language').textContent = open.language;
  const focused = document.activeElement?.textContent;
  draw();
  for (const b of at('list').querySelectorAll('button')) if (b.textContent === focused) b.focus();
  show(shown);
}

function show(part) {
  shown = part;
  for (const b of document.querySelectorAll('[data-part]')) b.setAttribute('aria-pressed', String(b.dataset.part === part));
  at('html').hidden = part !== 'html';
  at('part').hidden = part === 'html';
  if (part === 'html') at('html').src = `${api}/mailbox/${encodeURIComponent(open.id)}/html`;
  else at('part').textContent = part === 'headers' ? open.headers.map((h) => `${h.name}: ${h.value}`).join('\n') : open[part];
}

async function report(button) {
  const body = button.dataset.kind === undefined ? undefined : { kind: button.dataset.kind };
  await ask('POST', `/mailbox/${encodeURIComponent(open.id)}/${button.dataset.report}`, body);
  say(`${button.textContent}: see the user and the failures board.`);
}

at('signin').addEventListener('submit', (e) => {
  e.preventDefault();
  guarded(async () => {
    await ask('POST', '/session', { key: at('key').value });
    at('key').value = '';
    await load();
  });
});
at('search').addEventListener('input', draw);
at('reload').addEventListener('click', () => guarded(load));
for (const b of document.querySelectorAll('[data-part]')) b.addEventListener('click', () => show(b.dataset.part));
for (const b of document.querySelectorAll('[data-report]')) b.addEventListener('click', () => guarded(() => report(b)));
at('list').addEventListener('keydown', (e) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const all = [...at('list').querySelectorAll('button')];
  const next = all[all.indexOf(document.activeElement) + step];
  if (step === undefined || next === undefined) return;
  e.preventDefault();
  next.focus();
});
guarded(load);
