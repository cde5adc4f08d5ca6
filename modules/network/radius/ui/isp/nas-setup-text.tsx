import { useQuery } from '@tanstack/react-query';
import { Check, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { useCopy } from '#ui/base/copy.tsx';
import { Input, Textarea } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { isLoopback, listensEverywhere, nasSetup } from '../nas-setup.ts';
import { type NasView, radiusApi } from './radius-values.tsx';

/** What to paste into the NAS. The secret is only in it right after it was made. */
export function NasSetupText({ nas, secret }: { nas: Pick<NasView, 'vendor' | 'coaPort'>; secret?: string }) {
  const servers = useQuery(radiusApi.servers.queryOptions({ input: {} }));
  const fieldId = useId();
  const { copied, copy } = useCopy();
  const [server] = servers.data?.items ?? [];
  const known = server && !listensEverywhere(server.host) ? server.host : globalThis.location.hostname;
  const [typed, setTyped] = useState<string>();
  if (servers.isPending) return <Skeleton.Lines count={5} />;
  if (!server)
    return (
      <Callout
        tone="warn"
        title="No RADIUS server has reported yet, so its ports are not known. Start it, then look here again."
      />
    );
  const address = typed ?? known;
  const { authPort, acctPort } = server;
  const text = nasSetup({
    vendor: nas.vendor,
    coaPort: nas.coaPort,
    server: address,
    authPort,
    acctPort,
    secret: secret ?? 'SECRET',
  });
  return (
    <div className="flex flex-col gap-2">
      {isLoopback(server.host) && (
        <Callout tone="warn" title="The RADIUS server listens for this machine only.">
          Set DOTMAC_HOST to 0.0.0.0, or to an address of this machine, and restart it; then NAS devices can reach it.
        </Callout>
      )}
      <div>
        <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
          Address of this server, as the NAS reaches it
        </label>
        <Input id={fieldId} className="mono" value={address} onChange={(event) => setTyped(event.target.value)} />
      </div>
      <div className="flex items-end justify-between gap-2">
        <label htmlFor={`${fieldId}-lines`} className="text-sm font-medium text-ink-2">
          Lines for the device
        </label>
        <Button size="sm" icon={copied ? <Check /> : <Copy />} onClick={() => void copy(text)}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <Textarea
        id={`${fieldId}-lines`}
        readOnly
        dir="ltr"
        wrap="off"
        rows={text.split('\n').length + 1}
        value={text}
        className="mono bg-sunken text-sm"
      />
      {!secret && (
        <p className="text-sm text-ink-3">
          Put the shared secret in place of SECRET. It was shown when it was set; a new one can be set by editing the
          NAS.
        </p>
      )}
    </div>
  );
}
