import PDFDocument from 'pdfkit';

interface Paper {
  title: string;
  number: string;
  sellerName: string;
  payerName: string;
  payerCountry: string;
  facts: readonly (readonly [term: string, value: string])[];
  lines: readonly { text: string; quantity: string; amount: string }[];
  total: readonly [term: string, value: string];
  note: string;
}

/** Minor units as text with the currency's own decimals, such as `USD 49.00`. */
export function moneyText(minor: number, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return `${minor < 0 ? '-' : ''}${currency} ${whole}`;
}

const left = 56;
const right = 539;

/** One page or more of A4; the document says who asks whom for what. */
export function paperPdf(paper: Paper): Promise<Uint8Array> {
  const doc = new PDFDocument({ size: 'A4', margin: left, info: { Title: `${paper.title} ${paper.number}` } });
  const parts: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => resolve(Buffer.concat(parts)));
    doc.on('error', reject);
  });
  doc.font('Helvetica-Bold').fontSize(20).text(paper.sellerName, left, left);
  doc.font('Helvetica').fontSize(10).fillColor('#555').text(`${paper.title} ${paper.number}`, { paragraphGap: 18 });
  doc.fillColor('#000').font('Helvetica-Bold').text(paper.payerName);
  doc.font('Helvetica').text(paper.payerCountry, { paragraphGap: 14 });
  for (const [term, value] of paper.facts) doc.text(`${term}: ${value}`);
  doc.moveDown(1.5);
  const row = (text: string, quantity: string, amount: string, font = 'Helvetica') => {
    if (doc.y > 740) doc.addPage();
    const { y } = doc;
    doc.font(font).text(text, left, y, { width: 320 });
    const after = doc.y;
    doc.text(quantity, 390, y, { width: 50, align: 'right' });
    doc.text(amount, 440, y, { width: right - 440, align: 'right' });
    doc.y = Math.max(after, doc.y) + 6;
  };
  const rule = () => {
    doc.moveTo(left, doc.y).lineTo(right, doc.y).lineWidth(0.5).strokeColor('#bbb').stroke();
    doc.y += 6;
  };
  row('Description', 'Quantity', 'Amount', 'Helvetica-Bold');
  rule();
  for (const { text, quantity, amount } of paper.lines) row(text, quantity, amount);
  rule();
  row(paper.total[0], '', paper.total[1], 'Helvetica-Bold');
  doc
    .font('Helvetica')
    .fontSize(9)
    .fillColor('#555')
    .text(paper.note, left, doc.y + 20, { width: right - left });
  doc.end();
  return done;
}
