import { z } from 'zod';
import { Tabs } from '#ui/base/tabs.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { Controls } from './controls.tsx';
import { Data } from './data.tsx';
import { Overlays } from './overlays.tsx';
import { States } from './states.tsx';

const url = z.object({ tab: z.string().default('controls') });

export default function GalleryPage() {
  const [{ tab }, setUrl] = useUrlState(url);
  return (
    <PageBody>
      <PageHeader title="Gallery" subtitle="Every part of the design system in its states." />
      <Tabs
        label="Parts"
        value={tab}
        onChange={(next) => setUrl({ tab: next }, { push: true })}
        tabs={[
          { id: 'controls', label: 'Controls', content: () => <Controls /> },
          { id: 'data', label: 'Data', content: () => <Data /> },
          { id: 'overlays', label: 'Overlays', content: () => <Overlays /> },
          { id: 'states', label: 'States', content: () => <States /> },
        ]}
      />
    </PageBody>
  );
}
