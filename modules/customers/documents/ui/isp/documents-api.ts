import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { type CustomerDocument, customerDocuments, type documentTypes } from '../../contract.ts';

export const documentsApi = clientFor(customerDocuments, 'isp');
export type DocumentView = View<typeof CustomerDocument, 'isp'>;
type DocumentType = (typeof documentTypes)[number];

export const typeWords: Record<DocumentType, string> = {
  contract: 'Contract',
  identity_proof: 'Identity proof',
  installation_form: 'Installation form',
  acceptance: 'Acceptance',
  other: 'Other',
};

export function useRefreshDocuments() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: documentsApi.key() });
}

export const toBase64 = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Error(`${file.name} could not be read from this computer.`));
    reader.readAsDataURL(file);
  });
