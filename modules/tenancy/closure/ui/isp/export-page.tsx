import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { Bytes, DateTime, NumberText } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { BareFrame } from '#ui/session/bare-frame.tsx';
import { closure } from '../../contract.ts';

const api = clientFor(closure, 'isp');

/** Where the link in the mail leads that was sent when a provider was closed. */
export default function ExportPage() {
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  const { data, error, isError } = useQuery({ ...api.offered.queryOptions({ input: { token } }), retry: false });
  return (
    <BareFrame
      name={data?.providerName ?? 'DotMac'}
      title={data ? `Everything that ${data.providerName} had` : 'Export'}
      wide
    >
      {isError && <Callout tone="bad" title={toProblem(error).message} />}
      {!data && !isError && <Skeleton.Lines />}
      {data && (
        <>
          <DescriptionList
            align="start"
            items={[
              { term: 'Written out', value: <DateTime at={data.madeAt} /> },
              { term: 'Records', value: <NumberText value={data.rows} /> },
              { term: 'Files', value: <NumberText value={data.files} /> },
              { term: 'Size', value: <Bytes bytes={data.sizeBytes} /> },
              { term: 'This link works until', value: <DateTime at={data.expiresAt} /> },
              { term: 'The data is deleted after', value: <DateTime at={data.eraseAfter} /> },
            ]}
          />
          <a
            href={`/api/v1/export/content?token=${encodeURIComponent(token)}`}
            download
            className="mt-4 inline-flex h-10 w-full items-center justify-center gap-2 rounded-md bg-brand font-medium text-brand-ink"
          >
            <Download aria-hidden className="size-4" /> Download
          </a>
          <p className="mt-3 text-sm text-ink-3">
            A ZIP with one file for each kind of record, one JSON document a line, and everything that was uploaded.
          </p>
        </>
      )}
    </BareFrame>
  );
}
