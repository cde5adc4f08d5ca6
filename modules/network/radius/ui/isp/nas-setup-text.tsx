import { useQuery } from '@tanstack/react-query';
import { Check, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { useCopy } from '#ui/base/copy.tsx';
import { Input, Textarea } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { isLoopback, listensEverywhere, nasSetup, radsecSetup } from '../nas-setup.ts';
import { type NasView, radiusApi } from './radius-values.tsx';

/** Lines to copy, under what they are. */
function Lines({ label, text }: { label: string; text: string }) {
  const id = useId();
  const { copied, copy } = useCopy();
  return (
    <>
      <div className="flex items-end justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium text-ink-2">
          {label}
        </label>
        <Button size="sm" icon={copied ? <Check /> : <Copy />} onClick={() => void copy(text)}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <Textarea
        id={id}
        readOnly
        dir="ltr"
        wrap="off"
        rows={Math.min(text.split('\n').length + 1, 14)}
        value={text}
        className="mono bg-sunken text-sm"
      />
    </>
  );
}

/** RADIUS over TLS, where the NAS has a certificate. */
function RadSecLines({ vendor, server, port }: { vendor: NasView['vendor']; server: string; port: number | null }) {
  if (port === null)
    return (
      <Callout tone="warn" title="This NAS has a RadSec certificate, but RadSec is off.">
        Set DOTMAC_RADSEC_CERT, DOTMAC_RADSEC_KEY and DOTMAC_RADSEC_CLIENT_CA, and start the RADIUS server again.
      </Callout>
    );
  return <Lines label="Lines for RADIUS over TLS (RadSec)" text={radsecSetup({ vendor, server, port })} />;
}

/** What to paste into the NAS. The secret is only in it right after it was made. */
export function NasSetupText({
  nas,
  secret,
}: {
  nas: Pick<NasView, 'vendor' | 'coaPort' | 'radsecIdentity'>;
  secret?: string;
}) {
  const servers = useQuery(radiusApi.servers.queryOptions({ input: {} }));
  const fieldId = useId();
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
      <Lines label="Lines for the device" text={text} />
      {!secret && (
        <p className="text-sm text-ink-3">
          Put the shared secret in place of SECRET. It was shown when it was set; a new one can be set by editing the
          NAS.
        </p>
      )}
      {nas.radsecIdentity !== null && <RadSecLines vendor={nas.vendor} server={address} port={server.radsecPort} />}
    </div>
  );
}
