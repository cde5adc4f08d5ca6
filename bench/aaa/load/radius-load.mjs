#!/usr/bin/env node
// RADIUS load generator (Node >= 20, no dependencies besides ./md5.mjs).
// Closed loop: exactly W requests outstanding (a slot is re-used only after a validated answer or a final timeout).
// Open loop (--rate R): R requests/s on schedule, latency from the *intended* send time, at most W outstanding.
//   node radius-load.mjs --mode auth|start|interim|stop|storm|echo [options]          (--help lists them)
// --steady N: the n-th interim update of a session says n times N octets down, so that the sum tells what was lost or doubled.
// Every answer is matched by (socket, id), its Response Authenticator is checked, and a Message-Authenticator is
// checked where present. Retransmits re-send the identical packet (same id + authenticator) after --rtx ms.
import dgram from 'node:dgram';
import fs from 'node:fs';
import { hmacMd5, md5 } from './md5.mjs';

const D = {
  mode: 'auth',
  host: '127.0.0.1',
  'auth-port': 11812,
  'acct-port': 11813,
  secret: 'testing123',
  users: 10000,
  'user-fmt': 'u%05d',
  'pass-fmt': 'pw-%05d-secret',
  'ip-base': '10.0.1.0',
  nas: '192.0.2.1',
  'nas-id': 'bench-nas',
  w: 100,
  duration: 15,
  warmup: 2,
  sockets: 0,
  rtx: 3000,
  tries: 4,
  rate: 0,
  'bad-pct': 0,
  'sess-base': 0,
  'sess-count': 0,
  ma: 1,
  rcvbuf: 4194304,
  watch: '',
  label: '',
  json: '',
  seed: 1,
  progress: 0,
  steady: 0,
};
const o = { ...D };
for (let i = 2; i < process.argv.length; i++) {
  const m = /^--([^=]+)(?:=(.*))?$/.exec(process.argv[i]);
  if (!m || !(m[1] in D)) {
    console.error(
      'options (default):\n' +
        Object.entries(D)
          .map(([k, v]) => `  --${k} (${v})`)
          .join('\n'),
    );
    process.exit(2);
  }
  const v = m[2] ?? process.argv[++i];
  o[m[1]] = typeof D[m[1]] === 'number' ? Number(v) : v;
}
const { mode } = o,
  storm = mode === 'storm',
  echo = mode === 'echo';
const secret = Buffer.from(o.secret),
  hmac = hmacMd5(secret),
  now = () => performance.now();
let rs = (o.seed * 2654435761) | 1;
const rnd = () => {
  rs ^= rs << 13;
  rs ^= rs >>> 17;
  rs ^= rs << 5;
  return rs >>> 0;
};

// ---- per-user static attributes -------------------------------------------------------------------------------
const fmt = (f, i) => f.replace(/%(0(\d+))?d/, (_, __, n) => String(i).padStart(n ? +n : 0, '0'));
const attr = (t, b) => Buffer.concat([Buffer.from([t, b.length + 2]), b]);
const u32 = (v) => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(v >>> 0);
  return b;
};
const str = (t, s) => attr(t, Buffer.from(s)),
  int = (t, v) => attr(t, u32(v)),
  ip4 = (s) => Buffer.from(s.split('.').map(Number));
const ipBase = ip4(o['ip-base']).readUInt32BE();
const common = Buffer.concat([
  attr(4, ip4(o.nas)),
  str(32, o['nas-id']),
  int(61, 15),
  int(6, 2),
  int(7, 1),
  str(30, 'pppoe-main'),
]);
const U = Array.from({ length: o.users }, (_, i) => {
  const mac =
    '02' +
    [24, 16, 8, 0].map((s) => ':' + ((i >>> s) & 255).toString(16).padStart(2, '0').toUpperCase()).join('') +
    ':01';
  const pw = Buffer.from(fmt(o['pass-fmt'], i)),
    pad = Buffer.alloc(Math.max(16, Math.ceil(pw.length / 16) * 16));
  pw.copy(pad);
  return { st: Buffer.concat([str(1, fmt(o['user-fmt'], i)), int(5, i + 1), str(31, mac), str(87, 'ether2')]), pad };
});

// ---- slots ------------------------------------------------------------------------------------------------------
const W = o.w,
  nS = o.sockets || Math.max(4, Math.ceil(W / 128));
if (W > nS * 250) {
  console.error('W too large for --sockets');
  process.exit(2);
}
const slots = Array.from({ length: W }, (_, i) => ({
  i,
  buf: Buffer.alloc(512),
  len: 0,
  cur: null,
  t0: 0,
  tLast: 0,
  tries: 0,
  user: 0,
  kind: 0,
  sock: null,
  id: 0,
  busy: false,
  tStart: 0,
  frame: 0,
}));
const C = {
  sent: 0,
  rtx: 0,
  accept: 0,
  reject: 0,
  acctResp: 0,
  echo: 0,
  timeout: 0,
  badAuth: 0,
  badMa: 0,
  noMa: 0,
  stray: 0,
  sockErr: 0,
};
const HB = Math.log(1.01),
  NH = 2600,
  hist = new Uint32Array(NH),
  uhist = new Uint32Array(NH);
const rec = (h, ms) => {
  let b = (Math.log(Math.max(ms * 1000, 1)) / HB) | 0;
  if (b >= NH) b = NH - 1;
  h[b]++;
};
const pct = (h, p) => {
  let n = 0;
  for (const v of h) n += v;
  if (!n) return null;
  let k = Math.ceil(n * p),
    i = 0;
  for (; i < NH; i++) {
    k -= h[i];
    if (k <= 0) break;
  }
  return +(Math.exp((i + 0.5) * HB) / 1000).toFixed(3);
};

// ---- sockets ----------------------------------------------------------------------------------------------------
const mkSocks = (port) =>
  Promise.all(
    Array.from(
      { length: nS },
      () =>
        new Promise((ok, no) => {
          const s = dgram.createSocket({ type: 'udp4' });
          const k = { s, slot: new Int32Array(256).fill(-1), ids: new Uint8Array(256), head: 0, n: 256, out: 0, q: [] };
          for (let i = 0; i < 256; i++) k.ids[i] = i;
          s.on('error', () => C.sockErr++);
          s.on('message', (m) => onMsg(k, m));
          s.bind(0, o.host === '127.0.0.1' ? '127.0.0.1' : undefined, () => {
            try {
              s.setRecvBufferSize(o.rcvbuf);
            } catch {}
            s.connect(port, o.host, (e) => (e ? no(e) : ok(k)));
          });
        }),
    ),
  );
const authS = mode === 'auth' || storm || echo ? await mkSocks(o['auth-port']) : [];
const acctS = storm || ['start', 'interim', 'stop'].includes(mode) ? await mkSocks(o['acct-port']) : [];
const takeId = (sl, k) => {
  sl.cur = k;
  sl.id = k.ids[k.head];
  k.head = (k.head + 1) & 255;
  k.n--;
  k.slot[sl.id] = sl.i;
};
const freeId = (sl) => {
  const k = sl.cur;
  k.slot[sl.id] = -1;
  k.ids[(k.head + k.n) & 255] = sl.id;
  k.n++;
};

// ---- packet builders --------------------------------------------------------------------------------------------
const scratch = Buffer.alloc(4096),
  dig = Buffer.alloc(16);
function buildAuth(sl) {
  const b = sl.buf,
    u = U[sl.user];
  b[0] = 1;
  b[1] = sl.id;
  for (let i = 4; i < 20; i += 4) b.writeUInt32LE(rnd(), i);
  let p = 20;
  const maAt = p + 2;
  if (o.ma) {
    b[p] = 80;
    b[p + 1] = 18;
    b.fill(0, p + 2, p + 18);
    p += 18;
  }
  b.set(u.st, p);
  p += u.st.length;
  b.set(common, p);
  p += common.length;
  const n = u.pad.length;
  b[p] = 2;
  b[p + 1] = n + 2;
  p += 2;
  scratch.set(secret, 0);
  for (let q = 0; q < n; q += 16) {
    // RFC 2865 5.2
    scratch.set(q ? b.subarray(p + q - 16, p + q) : b.subarray(4, 20), secret.length);
    md5(scratch, 0, secret.length + 16, dig, 0);
    for (let i = 0; i < 16; i++) b[p + q + i] = u.pad[q + i] ^ dig[i];
  }
  if (o['bad-pct'] && rnd() % 100 < o['bad-pct']) b[p] ^= 0x55;
  p += n;
  b.writeUInt16BE(p, 2);
  sl.len = p;
  if (o.ma) hmac(b, 0, p, b, maAt);
}
const ST = { start: 1, stop: 2, interim: 3 };
function buildAcct(sl, st, sess, ip, round = 1) {
  const b = sl.buf,
    u = U[sl.user];
  b[0] = 4;
  b[1] = sl.id;
  b.fill(0, 4, 20);
  let p = 20;
  const i32 = (t, v) => {
    b[p] = t;
    b[p + 1] = 6;
    b.writeUInt32BE(v >>> 0, p + 2);
    p += 6;
  };
  i32(40, st);
  b[p] = 44;
  b[p + 1] = 14;
  b.latin1Write(sess.toString(16).padStart(12, '0'), p + 2, 12);
  p += 14;
  b.set(u.st, p);
  p += u.st.length;
  b.set(common, p);
  p += common.length;
  i32(8, ip);
  i32(45, 1);
  i32(41, 0);
  i32(55, Date.now() / 1000);
  if (st !== 1 && o.steady) {
    i32(46, 300 * round);
    i32(42, (o.steady * round) / 10);
    i32(43, o.steady * round);
    i32(52, 0);
    i32(53, 0);
    i32(47, round);
    i32(48, round);
  } else if (st !== 1) {
    i32(46, 300);
    i32(42, rnd());
    i32(43, rnd());
    i32(52, 1);
    i32(53, 7);
    i32(47, rnd() >>> 8);
    i32(48, rnd() >>> 8);
  }
  if (st === 2) i32(49, 1);
  b.writeUInt16BE(p, 2);
  b.set(secret, p);
  md5(b, 0, p + secret.length, b, 4);
  sl.len = p;
}
const tx = (sl) => {
  sl.tLast = now();
  sl.cur.s.send(sl.buf, 0, sl.len);
};

// ---- run control ------------------------------------------------------------------------------------------------
let running = true,
  measuring = false,
  started = 0,
  done = 0,
  outstanding = 0,
  sentTotal = 0,
  tBegin = 0,
  perSec = [],
  lastDone = 0;
const cap = storm ? o.users : mode === 'interim' ? Infinity : o['sess-count'] || Infinity;
let due = 0,
  free = [];
function launch(sl, tIntended) {
  // put a fresh request in slot sl; returns false when there is nothing left to send
  if (!running || started >= cap) {
    if (sl.busy) {
      sl.busy = false;
      outstanding--;
    }
    free.push(sl);
    return false;
  }
  if (!sl.busy) {
    sl.busy = true;
    outstanding++;
  }
  const n = started++,
    acct = acctS.length && !storm;
  sl.kind = acct ? 4 : 1;
  takeId(sl, (acct ? acctS : authS)[sl.i % nS]);
  sl.tries = 1;
  if (echo) {
    const b = sl.buf;
    b[1] = sl.id;
    for (let i = 4; i < 20; i += 4) b.writeUInt32LE(rnd(), i);
    sl.len = 150;
    b.writeUInt16BE(150, 2);
  } else if (acct) {
    const k = o['sess-base'] + (mode === 'interim' ? n % (o['sess-count'] || o.users) : n);
    sl.user = k % o.users;
    buildAcct(
      sl,
      ST[mode],
      k,
      ipBase + sl.user,
      mode === 'interim' ? 1 + Math.floor(n / (o['sess-count'] || o.users)) : 1,
    );
  } else {
    sl.user = storm ? n : rnd() % o.users;
    buildAuth(sl);
  }
  sl.t0 = sl.tStart = tIntended || now();
  tx(sl);
  C.sent++;
  sentTotal++;
  return true;
}

const next = (sl) => {
  if (o.rate && !storm) {
    outstanding--;
    sl.busy = false;
    free.push(sl);
    pump();
  } else launch(sl);
};
function pump() {
  while (due >= 1 && free.length && running) {
    due--;
    const sl = free.pop();
    launch(sl, tBegin + (++sched * 1000) / o.rate);
  }
}
let sched = 0;
function onMsg(k, m) {
  const sl = slots[k.slot[m[1]]];
  if (!sl || m.length < 20) {
    C.stray++;
    return;
  }
  const b = sl.buf,
    n = m.readUInt16BE(2);
  if (echo) {
    if (m.compare(b, 4, 20, 4, 20)) {
      C.badAuth++;
      return;
    }
    freeId(sl);
    C.echo++;
    done++;
    rec(hist, now() - sl.t0);
    return next(sl);
  }
  if (n > m.length || n < 20) {
    C.badAuth++;
    return;
  }
  m.copy(scratch, 0, 0, n);
  scratch.set(b.subarray(4, 20), 4);
  scratch.set(secret, n);
  md5(scratch, 0, n + secret.length, dig, 0);
  for (let i = 0; i < 16; i++)
    if (dig[i] !== m[4 + i]) {
      C.badAuth++;
      return;
    } // wrong secret, or a late answer to an earlier request with this id
  const code = m[0];
  let frame = 0,
    ma = 0;
  for (let p = 20; p + 2 <= n && m[p + 1] >= 2; p += m[p + 1]) {
    if (m[p] === 80) ma = p + 2;
    else if (m[p] === 8) frame = m.readUInt32BE(p + 2);
  }
  if (ma) {
    scratch.fill(0, ma, ma + 16);
    hmac(scratch, 0, n, dig, 0);
    for (let i = 0; i < 16; i++)
      if (dig[i] !== m[ma + i]) {
        C.badMa++;
        return;
      }
  } else if (code !== 5) C.noMa++;
  const t = now();
  freeId(sl);
  rec(hist, t - sl.t0);
  if (code === 2) C.accept++;
  else if (code === 3) C.reject++;
  else if (code === 5) C.acctResp++;
  else {
    C.badAuth++;
  }
  if (storm) {
    if (code === 2) {
      takeId(sl, acctS[sl.i % nS]);
      sl.kind = 4;
      sl.tries = 1;
      buildAcct(sl, 1, o['sess-base'] + sl.user, frame || ipBase + sl.user);
      sl.t0 = now();
      tx(sl);
      C.sent++;
      return;
    }
    if (code === 5) {
      done++;
      rec(uhist, t - sl.tStart);
      marks.push(t - tBegin);
    }
    return next(sl);
  }
  done++;
  next(sl);
}
const marks = [];
const sweep = setInterval(() => {
  const t = now();
  for (const sl of slots)
    if (sl.busy && t - sl.tLast >= o.rtx) {
      if (sl.tries < o.tries) {
        sl.tries++;
        C.rtx++;
        tx(sl);
      } else {
        C.timeout++;
        freeId(sl);
        next(sl);
      }
    }
}, 20);

// ---- CPU accounting -----------------------------------------------------------------------------------------------
const rd = (f) => {
  try {
    return fs.readFileSync(f, 'latin1');
  } catch {
    return '';
  }
};
const pstat = (pid) => {
  const s = rd(`/proc/${pid}/stat`);
  if (!s) return null;
  const f = s.slice(s.lastIndexOf(')') + 2).split(' ');
  return { ppid: +f[1], t: +f[11] + +f[12], c: +f[13] + +f[14] };
};
const watch = o.watch
  ? o.watch.split(',').map((w) => {
      const [name, pid] = w.split(':');
      return { name, pid: +pid };
    })
  : [];
function cpuSnap() {
  const all = fs
    .readdirSync('/proc')
    .filter((d) => /^\d+$/.test(d))
    .map((d) => [+d, pstat(d)])
    .filter((x) => x[1]);
  const r = {};
  for (const w of watch) {
    let t = 0;
    const tree = new Set([w.pid]);
    for (let g = 0; g < 3; g++) for (const [p, s] of all) if (tree.has(s.ppid)) tree.add(p);
    for (const [p, s] of all) if (tree.has(p)) t += s.t + (p === w.pid ? s.c : 0);
    r[w.name] = t * 10;
  }
  const me = process.cpuUsage();
  r.gen = (me.user + me.system) / 1000;
  const st = rd('/proc/stat')
    .split('\n')
    .slice(0, 3)
    .map((l) => l.trim().split(/\s+/).slice(1).map(Number));
  r.busy = st[0].reduce((a, v, i) => a + (i < 8 && i !== 3 && i !== 4 ? v : 0), 0) * 10;
  r.steal = st[0][7] * 10;
  r.softirq = st[0][6] * 10;
  return { t: now(), r };
}
const cpuDiff = (a, b) => {
  const dt = b.t - a.t,
    r = {};
  for (const k in a.r) r[k] = +(((b.r[k] - a.r[k]) / dt) * 100).toFixed(1);
  let acc = r.gen;
  for (const w of watch) acc += r[w.name];
  r.other = +(r.busy - acc).toFixed(1);
  return r;
};

// ---- go -----------------------------------------------------------------------------------------------------------
tBegin = now();
let c0 = cpuSnap(),
  c1,
  m0,
  mSent,
  t1;
const fin = (out) => {
  const a = { label: o.label, mode, w: W, sockets: nS, ...out };
  const line = JSON.stringify(a);
  console.log(line);
  if (o.json) fs.appendFileSync(o.json, line + '\n');
  process.exit(0);
};
const counts = () => Object.fromEntries(Object.entries(C).filter(([k, v]) => v || k === 'timeout'));
if (storm) {
  for (const sl of slots) launch(sl);
  const tick = setInterval(() => {
    if (outstanding > 0) return;
    clearInterval(tick);
    c1 = cpuSnap();
    marks.sort((a, b) => a - b);
    const at = (p) => (marks.length ? +(marks[Math.ceil(marks.length * p) - 1] / 1000).toFixed(3) : null);
    fin({
      users: o.users,
      up: done,
      tAllUp: at(1),
      t50: at(0.5),
      t90: at(0.9),
      t99: at(0.99),
      usersPerSec: +(done / (marks.at(-1) / 1000)).toFixed(0),
      reqPerSec: +((C.accept + C.acctResp) / (marks.at(-1) / 1000)).toFixed(0),
      userP50: pct(uhist, 0.5),
      userP99: pct(uhist, 0.99),
      p50: pct(hist, 0.5),
      p99: pct(hist, 0.99),
      counts: counts(),
      cpu: cpuDiff(c0, c1),
    });
  }, 5);
} else {
  if (o.rate) {
    free = slots.slice();
    let lt = now();
    setInterval(() => {
      const t = now();
      due += ((t - lt) * o.rate) / 1000;
      lt = t;
      pump();
    }, 1);
  } else for (const sl of slots) launch(sl);
  setTimeout(() => {
    hist.fill(0);
    for (const k in C) C[k] = 0;
    m0 = now();
    mSent = done;
    lastDone = done;
    measuring = true;
    c0 = cpuSnap();
    sec = setInterval(() => {
      perSec.push(done - lastDone);
      lastDone = done;
      if (o.progress) console.error(perSec.at(-1));
    }, 1000);
  }, o.warmup * 1000);
  let sec;
  const stop = () => {
    if (!running) return;
    running = false;
    clearInterval(sec);
    t1 = now();
    c1 = cpuSnap();
    if (m0 === undefined) {
      m0 = tBegin;
      mSent = 0;
    }
    const dt = (t1 - m0) / 1000,
      n = done - mSent,
      snap = { p50: pct(hist, 0.5), p90: pct(hist, 0.9), p99: pct(hist, 0.99), max: pct(hist, 1) };
    const wait = setInterval(() => {
      // drain: stragglers may still answer or time out, but do not count towards throughput
      if (outstanding > 0 && now() - t1 < o.rtx * o.tries + 500) return;
      clearInterval(wait);
      fin({
        rps: +(n / dt).toFixed(0),
        secs: +dt.toFixed(2),
        n,
        ...snap,
        minSec: Math.min(...perSec.slice(0, Math.floor(dt))),
        maxSec: Math.max(...perSec),
        started,
        sessEnd: o['sess-base'] + started,
        counts: counts(),
        cpu: cpuDiff(c0, c1),
      });
    }, 10);
  };
  setTimeout(stop, (o.warmup + o.duration) * 1000);
  if (cap !== Infinity) {
    const e = setInterval(() => {
      if (started >= cap && outstanding === 0) {
        clearInterval(e);
        stop();
      }
    }, 10);
  }
}
