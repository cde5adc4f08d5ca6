import { Counter, Gauge } from 'prom-client';
import { metrics } from '#kernel/metrics.ts';
import { codeName } from '#protocols/radius/codes.ts';
import type { ServerCounters } from '#protocols/radius/counters.ts';
import type { RadSecCounters } from '#protocols/radius/radsec.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import type { Directory } from './directory.ts';
import type { LoginLog } from './login-log.ts';
import type { Refresher } from './refresher.ts';
import type { SpoolWriter } from './spool-writer.ts';
import type { LoadReport } from './storm-watch.ts';
import { accountingUrgencies, loginUrgencies } from './urgency.ts';

export interface Moved {
  records: number;
  batches: number;
  seconds: number;
  unreadable: number;
}
export interface Measured {
  readonly servers: readonly { role: string; counters: ServerCounters }[];
  readonly spool: Pick<SpoolWriter<Reply>, 'counters'>;
  readonly logins: LoginLog;
  readonly directory: Directory;
  readonly refresher: Refresher;
  readonly moved: Moved;
  readonly unknownSenders: () => number;
  /** Undefined while RadSec is off. */
  readonly radsec: RadSecCounters | undefined;
  readonly load: () => LoadReport;
}

/** Registers what the engine counts; it is read from the running counters when somebody asks, so it costs packets nothing. */
export function registerMetrics(engine: Measured): void {
  const registers = [metrics];
  counter('dotmac_radius_requests_total', 'Datagrams received by role.', ['role'], (set) => {
    for (const { role, counters } of engine.servers) set({ role }, counters.received);
  });
  counter('dotmac_radius_replies_total', 'Replies by role and packet code.', ['role', 'code'], (set) => {
    for (const { role, counters } of engine.servers)
      for (const [number, sent] of counters.replies)
        if (sent > 0) set({ role, code: codeName(number) ?? String(number) }, sent);
  });
  counter(
    'dotmac_radius_dropped_total',
    'Datagrams without an answer, by role and reason.',
    ['role', 'reason'],
    (set) => {
      for (const { role, counters } of engine.servers)
        for (const [reason, dropped] of counters.dropped) set({ role, reason }, dropped);
    },
  );
  counter(
    'dotmac_radius_duplicates_total',
    'Repeated requests, answered again or still being answered.',
    ['role'],
    (set) => {
      for (const { role, counters } of engine.servers)
        set({ role }, counters.duplicatesReplayed + counters.duplicatesInFlight);
    },
  );
  counter(
    'dotmac_radius_shed_total',
    'Requests dropped unanswered because more came than could be answered, by role and class.',
    ['role', 'class'],
    (set) => {
      for (const { role, counters } of engine.servers) {
        const classes = role === 'auth' ? loginUrgencies : accountingUrgencies;
        for (const [i, name] of classes.entries()) set({ role, class: name }, counters.shed[i]!);
      }
    },
  );
  counter(
    'dotmac_radius_system_drops_total',
    'Datagrams the operating system dropped because its buffer was full.',
    [],
    (set) => set({}, engine.load().systemDrops),
  );
  counter('dotmac_radius_status_total', 'Status-Server requests answered, by role.', ['role'], (set) => {
    for (const { role, counters } of engine.servers) set({ role }, counters.statuses);
  });
  counter('dotmac_radius_logins_total', 'Logins by outcome.', ['outcome'], (set) => {
    set({ outcome: 'accept' }, engine.logins.counters.accepts);
    set({ outcome: 'reject' }, engine.logins.counters.rejects);
  });
  counter(
    'dotmac_aaa_spool_records_total',
    'Records by what became of them: kept, refused because too many waited, failed on the disk.',
    ['outcome'],
    (set) => {
      const { records, refused, failed } = engine.spool.counters;
      set({ outcome: 'kept' }, records);
      set({ outcome: 'refused' }, refused);
      set({ outcome: 'failed' }, failed);
    },
  );
  counter('dotmac_aaa_moved_records_total', 'Records moved from the spool into the database.', [], (set) =>
    set({}, engine.moved.records),
  );
  counter('dotmac_aaa_unreadable_records_total', 'Records of the spool that made no sense.', [], (set) =>
    set({}, engine.moved.unreadable),
  );
  const { radsec } = engine;
  if (radsec !== undefined) {
    gauge('dotmac_radsec_connections', 'RadSec connections that are open.', () => radsec.connections);
    counter('dotmac_radsec_closed_total', 'RadSec connections refused or closed, by reason.', ['reason'], (set) => {
      for (const [reason, closed] of radsec.closed) set({ reason }, closed);
    });
  }
  const inAll = (of: (counters: ServerCounters) => number) => () =>
    engine.servers.reduce((sum, { counters }) => sum + of(counters), 0);
  gauge('dotmac_radius_shedding', '1 while requests are being dropped because too many come.', () =>
    Number(engine.load().state === 'shedding'),
  );
  gauge(
    'dotmac_radius_queue_delay_seconds',
    'The longest a request waited in the last second, for its turn or the processor.',
    () => engine.load().queueDelayMs / 1000,
  );
  gauge(
    'dotmac_radius_queued_requests',
    'Requests that wait for their turn.',
    inAll((c) => c.queued),
  );
  gauge(
    'dotmac_radius_held_rejects',
    'Rejects that are held back for a moment.',
    inAll((c) => c.held),
  );
  gauge('dotmac_aaa_logins', 'Logins in memory.', () => engine.directory.accountCount);
  gauge('dotmac_aaa_nas', 'NAS devices in memory.', () => engine.directory.nasCount);
  gauge('dotmac_aaa_directory_live', '1 while changes of logins arrive from the database.', () =>
    Number(engine.refresher.live),
  );
  gauge('dotmac_aaa_unknown_senders', 'Addresses that sent packets and are no NAS, of late.', engine.unknownSenders);

  function counter(
    name: string,
    help: string,
    labelNames: string[],
    collect: (set: (labels: Record<string, string>, value: number) => void) => void,
  ): void {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        collect((labels, value) => this.inc(labels, value));
      },
    });
  }
  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
}
