import { Card } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { useSession } from '#ui/session/session-provider.tsx';

const Command = ({ text }: { text: string }) => (
  <div className="mt-1 overflow-x-auto rounded-md bg-sunken px-3 py-2 text-sm">
    <CopyText text={text} mono />
  </div>
);

/** What is to be done on the server and on the machine of FreeRADIUS. */
export function SetupCard() {
  const { tenant } = useSession();
  const config = `npx dotmac freeradius config --tenant ${tenant?.slug ?? ''} --new-password --out ./freeradius`;
  return (
    <Card title="Set it up">
      <ol className="flex list-decimal flex-col gap-3 ps-5 text-ink-2">
        <li>
          On the DotMac server, write the configuration. It sets a new database password and writes it down.
          <Command text={config} />
        </li>
        <li>
          Install FreeRADIUS 3.2 with PostgreSQL support on its machine.
          <Command text="apt-get install freeradius freeradius-postgresql" />
        </li>
        <li>
          Copy the folder there, readable by FreeRADIUS alone, and start it.
          <Command text="freeradius -f -n radiusd -d /etc/freeradius/dotmac" />
        </li>
        <li>Point the NAS devices at it. Their secrets are the same; sessions show here whichever server answers.</li>
      </ol>
    </Card>
  );
}
