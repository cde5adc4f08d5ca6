import type { Side } from './actors.ts';
import type { Attempt } from './requests.ts';
import type { Told } from './server.ts';

export interface Crossing {
  by: string;
  /** What came where it must not. */
  what: string;
  request: string;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Text that may be compressed, encoded or escaped on its way holds its words in these forms. */
const forms = (word: string) => [
  word,
  Buffer.from(word).toString('base64').replace(/=+$/, ''),
  encodeURIComponent(word),
];

/**
 * Looks for what must not be in an answer: words of another provider, of another subscriber or of a class that the door
 * may not see, and ids of another provider's rows that the request itself did not name.
 */
export function watcher(owners: ReadonlyMap<string, Side>) {
  const spelt = new Map<string, string[]>();
  const formsOf = (word: string) => {
    const known = spelt.get(word) ?? forms(word);
    spelt.set(word, known);
    return known;
  };
  return ({ by, also, what, method, path, body, headers, makesSecrets, door }: Attempt, told: Told): Crossing[] => {
    const text = `${told.text}\n${JSON.stringify(told.headers)}`;
    const request = `${method} ${path}${body ? ` ${body.slice(0, 400)}` : ''}`;
    const found: Crossing[] = [];
    const said = `${decodeURIComponent(path.replace(/%(?![0-9a-fA-F]{2})/g, '%25'))} ${body ?? ''} ${JSON.stringify(headers)}`;
    for (const [word, why] of by.never) {
      // What somebody sends may be repeated to them.
      if (also?.never.has(word) === false || said.includes(word) || (why === 'a secret' && makesSecrets)) continue;
      if (formsOf(word).some((form) => text.includes(form)))
        found.push({ by: by.name, what: `${word}, which is ${why}, at the ${door} door`, request });
    }
    // The trail shows what one's own people have asked for, other people's ids included.
    if (what.startsWith('audit.')) return found;
    for (const id of new Set(told.text.match(uuid))) {
      const owner = owners.get(id);
      if (owner && ![by.side, also?.side].includes(owner) && door !== 'platform' && !said.includes(id))
        found.push({ by: by.name, what: `the id ${id} of ${owner}`, request });
    }
    return found;
  };
}

interface Line {
  asked: number;
  answered: number;
  own: number;
  crossings: number;
}

/** What was asked, how much of it was answered, and how much of that with the asker's own words: a run that sees nothing proves nothing. */
export function scoreboard() {
  const lines = new Map<string, Line>();
  const statuses = new Map<number, number>();
  const line = (name: string) => {
    const known = lines.get(name) ?? { asked: 0, answered: 0, own: 0, crossings: 0 };
    lines.set(name, known);
    return known;
  };
  return {
    lines,
    statuses,
    count({ transport, by }: Attempt, told: Told, own: boolean, crossings: number) {
      statuses.set(told.status, (statuses.get(told.status) ?? 0) + 1);
      for (const name of [transport, by.name]) {
        const entry = line(name);
        entry.asked += 1;
        if (told.status >= 200 && told.status < 300) entry.answered += 1;
        if (own) entry.own += 1;
        entry.crossings += crossings;
      }
    },
    text() {
      const rows = [...lines].map(([name, l]) =>
        [
          name.padEnd(22),
          ...[l.asked, l.answered, l.own, l.crossings].map((n) => n.toLocaleString('en').padStart(11)),
        ].join(''),
      );
      const head = [''.padEnd(22), ...['asked', 'answered', 'own words', 'crossings'].map((h) => h.padStart(11))].join(
        '',
      );
      const codes = [...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, n]) => `${status || 'closed'}: ${n.toLocaleString('en')}`);
      return [head, ...rows, codes.join('  ')].join('\n');
    },
  };
}
