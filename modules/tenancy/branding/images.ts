import { invalid } from '#kernel/errors.ts';
import type { BrandImage } from './contract.ts';
import { svgRefusal } from './svg.ts';

const kilobyte = 1024;
export const imageLimitBytes: Record<BrandImage, number> = {
  logoLight: 256 * kilobyte,
  logoDark: 256 * kilobyte,
  favicon: 64 * kilobyte,
};
const sideLimit = 2048;

const startsWith = (content: Uint8Array, ...octets: number[]) => octets.every((octet, at) => content[at] === octet);
const ascii = (content: Uint8Array, from: number, to: number) =>
  Buffer.from(content.subarray(from, to)).toString('latin1');

/** What a picture is by its first octets; undefined: none that browsers show. */
export function mediaTypeOf(content: Uint8Array): string | undefined {
  if (startsWith(content, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (startsWith(content, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (ascii(content, 0, 4) === 'RIFF' && ascii(content, 8, 12) === 'WEBP') return 'image/webp';
  if (startsWith(content, 0, 0, 1, 0)) return 'image/x-icon';
  if (
    /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(Buffer.from(content.subarray(0, 2000)).toString('utf8'))
  )
    return 'image/svg+xml';
  return undefined;
}

/**
 * Checks a picture that somebody wants shown to everybody.
 * @returns its media type @throws AppError `invalid` that says what is wrong with it
 */
export function checkedImage(which: BrandImage, content: Uint8Array): string {
  const refuse = (sentence: string) => invalid(sentence, 'contentBase64');
  if (content.byteLength === 0) throw refuse('The picture is empty.');
  const limit = imageLimitBytes[which];
  if (content.byteLength > limit)
    throw refuse(
      `This picture has ${Math.ceil(content.byteLength / kilobyte)} KB; ${limit / kilobyte} KB are allowed.`,
    );
  const mediaType = mediaTypeOf(content);
  if (!mediaType || (mediaType === 'image/x-icon' && which !== 'favicon'))
    throw refuse('Use a PNG, JPEG, WebP or SVG picture.');
  if (mediaType === 'image/svg+xml') {
    const refusal = svgRefusal(Buffer.from(content).toString('utf8'));
    if (refusal) throw refuse(refusal);
  }
  if (mediaType === 'image/png') {
    const head = Buffer.from(content);
    if (head.length < 33) throw refuse('This PNG is cut short.');
    const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)];
    if (width > sideLimit || height > sideLimit)
      throw refuse(`This picture has ${width} × ${height} points; ${sideLimit} on a side are allowed.`);
  }
  return mediaType;
}
