import { createRequire } from 'node:module';
import path from 'node:path';
import PDFDocument from 'pdfkit';

// It has the signs of currencies that the fonts of every PDF reader lack, such as the naira's and the cedi's.
const fonts = path.join(path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const letterCountries = new Set(['US', 'CA', 'MX', 'PH', 'CO', 'CL', 'VE', 'CR', 'GT', 'PA', 'DO', 'SV', 'NI', 'PR']);
export const paperOf = (country: string): 'A4' | 'LETTER' => (letterCountries.has(country) ? 'LETTER' : 'A4');

export interface Look {
  country: string;
  colour: string;
  sender: string;
  /** Under the sender's name and at the foot of each page. */
  contact: string[];
  /** PNG or JPEG. */
  logo: Uint8Array | null;
}
export interface Sheet {
  title: string;
  number: string;
  stamp: string | null;
  to: string[];
  facts: [string, string][];
  head: string[];
  /** As many texts as there are heads; the first is wide and starts its line, the others end theirs. */
  rows: string[][];
  sums: [string, string][];
  notes: string[];
}

const ink = '#14181f';
const dim = '#5a6472';
const rule = '#d8dde4';
const margin = 54;
const figureWidth = 82;
/** The font has no narrow no-break space, which some languages put between thousands. */
const printable = (text: string) => text.replaceAll('\u202f', '\u00a0');

type Pdf = InstanceType<typeof PDFDocument>;

function header(pdf: Pdf, look: Look, sheet: Sheet, width: number): void {
  if (look.logo) pdf.image(Buffer.from(look.logo), margin, margin, { fit: [150, 46] });
  else
    pdf
      .font('bold')
      .fontSize(16)
      .fillColor(look.colour)
      .text(printable(look.sender), margin, margin, { width: width / 2 });
  pdf.font('bold').fontSize(16).fillColor(ink).text(sheet.title, margin, margin, { width, align: 'right' });
  pdf.font('plain').fontSize(10).text(sheet.number, { width, align: 'right' });
  if (sheet.stamp) pdf.font('bold').fillColor(look.colour).text(sheet.stamp.toUpperCase(), { width, align: 'right' });
  pdf.y = margin + 66;
}

function addresses(pdf: Pdf, sheet: Sheet, width: number): void {
  const top = pdf.y;
  pdf.font('plain').fontSize(10).fillColor(ink);
  for (const [at, line] of sheet.to.entries())
    pdf.font(at === 0 ? 'bold' : 'plain').text(printable(line), margin, at === 0 ? top : pdf.y, { width: width / 2 });
  const left = pdf.y;
  pdf.y = top;
  for (const [term, value] of sheet.facts) {
    const y = pdf.y;
    pdf
      .font('plain')
      .fillColor(dim)
      .text(term, margin + width / 2, y, { width: width / 4 });
    const under = pdf.y;
    pdf.fillColor(ink).text(printable(value), margin + (width * 3) / 4, y, { width: width / 4, align: 'right' });
    pdf.y = Math.max(pdf.y, under);
  }
  pdf.y = Math.max(pdf.y, left) + 28;
}

function table(pdf: Pdf, { head, rows }: Sheet, width: number): void {
  const wide = width - figureWidth * (head.length - 1);
  const line = (cells: string[], font: string, colour: string) => {
    pdf.font(font).fontSize(9.5).fillColor(colour);
    const height = Math.max(
      ...cells.map((cell, at) => pdf.heightOfString(cell, { width: at === 0 ? wide : figureWidth })),
    );
    if (pdf.y + height > pdf.page.height - margin - 70) pdf.addPage();
    const { y } = pdf;
    cells.forEach((cell, at) => {
      const x = at === 0 ? margin : margin + wide + figureWidth * (at - 1);
      pdf.text(printable(cell), x, y, { width: at === 0 ? wide : figureWidth, align: at === 0 ? 'left' : 'right' });
    });
    pdf.y = y + height + 6;
    pdf
      .moveTo(margin, pdf.y)
      .lineTo(margin + width, pdf.y)
      .lineWidth(0.5)
      .strokeColor(rule)
      .stroke();
    pdf.y += 6;
  };
  line(head, 'plain', dim);
  for (const row of rows) line(row, 'plain', ink);
}

function sums(pdf: Pdf, sheet: Sheet, width: number): void {
  for (const [term, value] of sheet.sums) {
    const { y } = pdf;
    pdf
      .font('bold')
      .fontSize(10.5)
      .fillColor(ink)
      .text(term, margin, y, { width: width - 120, align: 'right' });
    pdf.text(printable(value), margin + width - 120, y, { width: 120, align: 'right' });
    pdf.y += 3;
  }
}

function foot(pdf: Pdf, look: Look, width: number): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let at = start; at < start + count; at += 1) {
    pdf.switchToPage(at);
    const page = count > 1 ? [`${at + 1} / ${count}`] : [];
    pdf.page.margins.bottom = 0;
    pdf
      .font('plain')
      .fontSize(8)
      .fillColor(dim)
      .text(printable([look.sender, ...look.contact, ...page].join('  ·  ')), margin, pdf.page.height - 40, {
        width,
        align: 'center',
        lineBreak: false,
      });
  }
}

/** One document, as many pages as it takes. @param at the instant it says it was made */
export async function print(look: Look, sheet: Sheet, at: Date): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: paperOf(look.country),
    margin,
    bufferPages: true,
    info: { Title: `${sheet.title} ${sheet.number}`, Author: look.sender, CreationDate: at },
  });
  pdf.registerFont('plain', path.join(fonts, 'DejaVuSans.ttf'));
  pdf.registerFont('bold', path.join(fonts, 'DejaVuSans-Bold.ttf'));
  const parts: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    pdf.on('error', reject);
  });
  const width = pdf.page.width - 2 * margin;
  header(pdf, look, sheet, width);
  addresses(pdf, sheet, width);
  table(pdf, sheet, width);
  sums(pdf, sheet, width);
  pdf.y += 24;
  for (const note of sheet.notes)
    pdf.font('plain').fontSize(10).fillColor(ink).text(printable(note), margin, pdf.y, { width }).moveDown(0.5);
  foot(pdf, look, width);
  pdf.end();
  return done;
}
