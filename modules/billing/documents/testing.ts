import { inflateSync } from 'node:zlib';

/** What a reader sees of a PDF that pdfkit made: its streams unpacked, its glyphs read back by the fonts' own tables. */
export function textOfPdf(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1');
  const objects = new Map<string, { head: string; body: string }>();
  for (const [, id, head, stream] of raw.matchAll(
    /(\d+) 0 obj\n([\s\S]*?)(?:stream\n([\s\S]*?)\nendstream\n)?endobj/g,
  )) {
    const packed = head?.includes('/FlateDecode');
    const bytes = Buffer.from(stream ?? '', 'latin1');
    objects.set(id!, {
      head: head ?? '',
      body: stream && packed ? inflateSync(bytes).toString('latin1') : (stream ?? ''),
    });
  }
  const glyphs = new Map<string, string[]>();
  for (const [, name, font] of raw.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const [, cmap] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font!)?.head ?? '') ?? [];
    const table: string[] = [];
    for (const [, from, list] of (objects.get(cmap ?? '')?.body ?? '').matchAll(
      /<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g,
    ))
      [...list!.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex], at) => {
        const units = hex!.match(/[0-9a-f]{4}/g) ?? [];
        table[Number.parseInt(from!, 16) + at] = String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16)));
      });
    glyphs.set(name!, table);
  }
  let font = '';
  const lines: string[] = [];
  for (const { body } of objects.values())
    for (const [, chosen, shown] of body.matchAll(/\/(F\d+) [\d.]+ Tf|\[(<[^\]]*)\] TJ/g)) {
      if (chosen) font = chosen;
      else if (shown)
        lines.push(
          [...shown.matchAll(/<([0-9a-f]*)>/g)]
            .flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
            .map((code) => glyphs.get(font)?.[Number.parseInt(code, 16)] ?? '')
            .join(''),
        );
    }
  return lines.join('\n');
}
