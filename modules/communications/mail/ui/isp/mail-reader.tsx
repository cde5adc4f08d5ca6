import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Mail as MailIcon } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Link } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { credentialTemplates, type Mail, mail } from '../../contract.ts';
import { whyNotRetry } from '../../rules.ts';
import { Letter } from '../letter.tsx';

export type MailRow = View<typeof Mail, 'isp'>;
export const mailApi = clientFor(mail, 'isp');
const api = mailApi;

export const getId = (row: MailRow) => row.id;

/** A colleague's mail is read through an operation of its own, for its link lets them in. */
function useLetter(row: MailRow | undefined) {
  const isCredential = row !== undefined && credentialTemplates.includes(row.template);
  const may = useCan('communications.credential-mail:read');
  const id = row?.id ?? '';
  const plain = useQuery({ ...api.get.queryOptions({ input: { id } }), enabled: row !== undefined && !isCredential });
  const credential = useQuery({
    ...api.getCredential.queryOptions({ input: { id } }),
    enabled: isCredential && may.allowed,
  });
  return { query: isCredential ? credential : plain, refused: isCredential ? may.reason : undefined };
}

/** A mail as it was written, to be sent again where it failed. */
export function MailReader({ row, onClose }: { row: MailRow | undefined; onClose: () => void }) {
  const { query, refused } = useLetter(row);
  const write = useCan('communications.mail:write');
  const retry = useMutation(api.retry.mutationOptions());
  const client = useQueryClient();
  const send = async () => {
    if (!row) return;
    try {
      await retry.mutateAsync({ id: row.id });
      toast.ok('It is on its way.');
    } catch (error) {
      toast.problem(error);
    }
    await client.invalidateQueries({ queryKey: api.key() });
  };
  const data = row && query.data;
  return (
    <Sheet
      open={row !== undefined}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={row?.subject ?? 'Mail'}
      footer={
        row && (
          <>
            {row.customerId && (
              <Link
                to={`/dashboard/operations/customers/${row.customerId}`}
                className="me-auto self-center text-brand-text hover:underline"
              >
                Open the customer
              </Link>
            )}
            <Button onClick={send} pending={retry.isPending} reason={write.reason ?? whyNotRetry(row.state)}>
              Send again
            </Button>
          </>
        )
      }
    >
      {refused && (
        <EmptyState icon={<MailIcon />} title="This mail lets a colleague in">
          {refused}
        </EmptyState>
      )}
      {!refused && query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!refused && !query.isError && !data && <Skeleton.Lines count={10} />}
      {data && <Letter mail={data} />}
    </Sheet>
  );
}
