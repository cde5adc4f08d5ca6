/** What a template writes; `render` turns it into text and HTML, so that all mails look alike. */
export interface Draft {
  subject: string;
  greeting: string;
  paragraphs: string[];
  facts?: readonly (readonly [label: string, value: string])[];
  button?: { label: string; href: string };
  /** Small print under everything. */
  note?: string;
}
export interface Rendered {
  subject: string;
  text: string;
  html: string;
}

/** Who a mail is from, and how it looks. */
export interface Sender {
  name: string;
  /** `#rrggbb` of the button, and of the text on it. */
  colour: string;
  onColour: string;
  /** Address of a picture that stands for the name. */
  logoUrl: string | null;
  /** What the last lines say: company, support, terms. */
  footer: readonly string[];
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (value: string) => value.replaceAll(/[&<>"']/g, (c) => entities[c] ?? c);
/** A line break in a subject would start a header of its own. */
const oneLine = (value: string) => value.replaceAll(/\s+/g, ' ').trim();

const ink = '#1c2430';
const muted = '#66707f';
const line = '#e3e7ec';
const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

function textOf({ greeting, paragraphs, facts, button, note }: Draft, sender: Sender): string {
  const width = Math.max(0, ...(facts ?? []).map(([label]) => label.length + 1));
  return [
    greeting,
    ...paragraphs,
    ...(facts?.length ? [facts.map(([label, value]) => `${`${label}:`.padEnd(width + 1)} ${value}`).join('\n')] : []),
    ...(button ? [`${button.label}:\n${button.href}`] : []),
    ...(note ? [note] : []),
    `-- \n${sender.footer.join('\n')}`,
  ].join('\n\n');
}

function htmlOf({ subject, greeting, paragraphs, facts, button, note }: Draft, sender: Sender): string {
  const p = (content: string) => `<p style="margin:0 0 16px;line-height:1.55">${content}</p>`;
  const rows = (facts ?? []).map(
    ([label, value]) =>
      `<tr><td style="padding:8px 16px 8px 0;color:${muted};border-top:1px solid ${line};white-space:nowrap;vertical-align:top">${escaped(label)}</td>` +
      `<td style="padding:8px 0;border-top:1px solid ${line};font-weight:500">${escaped(value)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escaped(subject)}</title></head>
<body style="margin:0;background:#f4f6f8;font-family:${font};font-size:15px;color:${ink}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 4px 14px;font-size:16px;font-weight:600;color:${sender.colour}">${sender.logoUrl ? `<img src="${escaped(sender.logoUrl)}" alt="${escaped(sender.name)}" height="32" style="display:block;border:0;max-height:32px">` : escaped(sender.name)}</td></tr>
<tr><td style="background:#ffffff;border:1px solid ${line};border-radius:12px;padding:28px">
${p(escaped(greeting))}
${paragraphs.map((text) => p(escaped(text))).join('\n')}
${rows.length > 0 ? `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:4px 0 20px;border-collapse:collapse;border-bottom:1px solid ${line};font-size:14px">${rows.join('')}</table>` : ''}
${button ? `<p style="margin:4px 0 20px"><a href="${escaped(button.href)}" style="display:inline-block;background:${sender.colour};color:${sender.onColour};text-decoration:none;font-weight:600;padding:11px 20px;border-radius:8px">${escaped(button.label)}</a></p><p style="margin:0 0 8px;font-size:13px;color:${muted};word-break:break-all">${escaped(button.href)}</p>` : ''}
${note ? `<p style="margin:12px 0 0;font-size:13px;color:${muted};line-height:1.5">${escaped(note)}</p>` : ''}
</td></tr>
<tr><td style="padding:14px 4px;font-size:12px;color:${muted};line-height:1.6">${sender.footer.map(escaped).join('<br>')}</td></tr>
</table></td></tr></table></body></html>`;
}

/** A mail in plain text and HTML; every value is escaped. */
export function render(draft: Draft, sender: Sender): Rendered {
  const clean = { ...draft, subject: oneLine(draft.subject) };
  return { subject: clean.subject, text: textOf(clean, sender), html: htmlOf(clean, sender) };
}
