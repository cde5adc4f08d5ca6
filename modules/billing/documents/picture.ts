import { inflateSync } from 'node:zlib';

const mostPixels = 16_000_000;
const channels: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Whether a PNG is whole (ISO/IEC 15948): the PDF maker unpacks it later, where nobody could catch that it is not. */
function isWholePng(png: Buffer): boolean {
  if (png.length < 45 || png.toString('latin1', 1, 4) !== 'PNG' || png.toString('latin1', 12, 16) !== 'IHDR')
    return false;
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [bits, kind, interlaced] = [png[24] ?? 0, png[25] ?? 0, png[28] ?? 0];
  const samples = channels[kind];
  if (!samples || interlaced !== 0 || width * height === 0 || width * height > mostPixels) return false;
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > png.length) return false;
    if (name === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const wanted = height * (1 + Math.ceil((width * bits * samples) / 8));
  try {
    return inflateSync(Buffer.concat(packed), { maxOutputLength: wanted + 1 }).length === wanted;
  } catch {
    return false;
  }
}

/** A JPEG has its size in a frame header (ITU-T T.81); without one nothing can be drawn. */
function isJpeg(jpeg: Buffer): boolean {
  if (jpeg.length < 12 || jpeg.readUInt16BE(0) !== 0xffd8) return false;
  for (let at = 2; at + 9 <= jpeg.length; ) {
    const marker = jpeg.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc)
      return true;
    if (marker < 0xff01) return false;
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return false;
}

/** Whether a picture can be drawn on a document. One that cannot must not keep an invoice from being printed. */
export function isDrawable(picture: Uint8Array): boolean {
  const bytes = Buffer.from(picture);
  return isJpeg(bytes) || isWholePng(bytes);
}
