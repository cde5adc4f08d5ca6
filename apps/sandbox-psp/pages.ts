import { testCards } from './cards.ts';
import { callbackManners, type Session } from './store.ts';

const htmlOf = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const style = `
  :root { color-scheme: light dark; --ink: #14181f; --dim: #5a6472; --line: #d8dde4; --panel: #fff; --bg: #f3f5f8; --brand: #3b4bb8; --bad: #b3261e; --warn: #fff3d6; --warn-ink: #6b4a00 }
  @media (prefers-color-scheme: dark) { :root { --ink: #eef1f6; --dim: #a3adba; --line: #333c48; --panel: #171c24; --bg: #0d1117; --brand: #aab4ff; --bad: #ffb4ab; --warn: #3a2d0c; --warn-ink: #ffd98a } }
  * { box-sizing: border-box } body { margin: 0; font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--bg) }
  main { max-width: 440px; margin: 0 auto; padding: 16px } .ribbon { background: var(--warn); color: var(--warn-ink); text-align: center; padding: 8px 16px; font-weight: 600 }
  section { background: var(--panel); border: 1px solid var(--line); border-radius: 14px; padding: 18px; margin: 14px 0 } h1 { font-size: 18px; margin: 0 0 4px } .sum { font-size: 32px; font-weight: 700; margin: 0 }
  .dim { color: var(--dim); font-size: 14px; margin: 4px 0 } label { display: block; font-weight: 600; font-size: 14px; margin: 14px 0 4px }
  input, select { width: 100%; height: 46px; font: inherit; padding: 0 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); color: var(--ink) }
  .row { display: flex; gap: 12px } .row > * { flex: 1; min-width: 0 } button { width: 100%; height: 48px; margin-top: 16px; font: inherit; font-weight: 600; border-radius: 12px; border: 1px solid var(--line); background: var(--panel); color: var(--ink) }
  button.go { background: #3b4bb8; color: #fff; border-color: #3b4bb8 } .bad { color: var(--bad); font-weight: 600; margin: 12px 0 0 } ul { padding-inline-start: 18px; font-size: 14px } code { font-size: 14px }`;

const frame = (title: string, body: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${htmlOf(title)}</title><style>${style}</style></head>
<body><div class="ribbon">Payment sandbox: no money moves</div><main>${body}</main></body></html>`;

export const sum = ({ amountMinor, currency }: { amountMinor: number; currency: string }) => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};
const heading = (session: Session) =>
  session.mode === 'setup'
    ? '<h1>Keep a card</h1><p class="dim">Nothing is charged now.</p>'
    : `<h1>${htmlOf(session.description)}</h1><p class="sum">${htmlOf(sum(session))}</p>`;

export const payPage = (session: Session, problem = '') =>
  frame(
    `Pay ${session.merchantName}`,
    `<section><p class="dim">${htmlOf(session.merchantName)}</p>${heading(session)}</section>
<section><form method="post" autocomplete="off">
<label for="number">Card number</label><input id="number" name="number" inputmode="numeric" required>
<div class="row"><div><label for="expiry">Expiry</label><input id="expiry" name="expiry" placeholder="MM/YY" required></div>
<div><label for="code">Security code</label><input id="code" name="code" inputmode="numeric" required></div></div>
<label for="manner">Tell the merchant</label><select id="manner" name="manner">${callbackManners
      .map((manner) => `<option value="${manner}">${manner}</option>`)
      .join('')}</select>
${problem ? `<p class="bad" role="alert">${htmlOf(problem)}</p>` : ''}
<button class="go" name="do" value="pay">${session.mode === 'setup' ? 'Keep this card' : `Pay ${htmlOf(sum(session))}`}</button>
</form><form method="post"><button name="do" value="cancel">Cancel and go back</button></form></section>
<section><p class="dim">Test cards, with any expiry to come and any code:</p><ul>${testCards
      .map(({ number, says }) => `<li><code>${number.replace(/(.{4})(?=.)/g, '$1 ')}</code> ${says}</li>`)
      .join('')}</ul></section>`,
  );

export const challengePage = (session: Session, lastFour: string) =>
  frame(
    'Your bank asks',
    `<section><h1>Is it you?</h1><p>A payment of ${htmlOf(sum(session))} to ${htmlOf(session.merchantName)} with the card ending in ${htmlOf(lastFour)}.</p>
<form method="post"><button class="go" name="answer" value="yes">Yes, approve</button><button name="answer" value="no">No, refuse</button></form></section>`,
  );

export const endPage = (session: Session) =>
  frame(
    'Nothing to do here',
    `<section><h1>${session.status === 'succeeded' ? 'This is done' : 'This page is no longer open'}</h1>
<p><a href="${htmlOf(session.returnUrl)}">Back to ${htmlOf(session.merchantName)}</a></p></section>`,
  );

export const missingPage = () => frame('Not found', '<section><h1>There is no such payment page</h1></section>');
