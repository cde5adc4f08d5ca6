import type { Caller } from '#kernel/context.ts';
import { customerDocuments } from '#modules/customers/documents/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** Which row the `id` of these paths is. */
export const documentRows: Record<string, string> = { '/customer-documents/{id}': 'document' };

/** A document that somebody has signed, all of it about a subscriber. */
export async function documentOf(t: TestKernel, caller: Caller, customerId: string, word: string) {
  const kept = await t.run(
    customerDocuments,
    'add',
    {
      id: customerId,
      type: 'contract',
      name: word,
      contentBase64: Buffer.from(`%PDF-1.7 ${word}`).toString('base64'),
    },
    caller,
  );
  const { id, sha256 } = kept;
  await t.run(customerDocuments, 'sign', { id, signerName: word, sha256 }, caller);
  return { document: id };
}
