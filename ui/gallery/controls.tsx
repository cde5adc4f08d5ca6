import { Plus, RefreshCw, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Badge, Chip, Count, Dot, StatusChip } from '#ui/base/badge.tsx';
import { Button, type ButtonSize, type ButtonVariant, IconButton } from '#ui/base/button.tsx';
import { Card, Grid } from '#ui/base/card.tsx';
import { Checkbox, RadioCards, Segmented, Switch } from '#ui/base/choice.tsx';
import { Combobox } from '#ui/base/combobox.tsx';
import { Input, Kbd, PasswordInput, SearchInput, Textarea } from '#ui/base/input.tsx';
import { Select } from '#ui/base/select.tsx';
import type { Tone } from '#ui/tone.ts';
import { sampleTones } from './sample.ts';

const variants: ButtonVariant[] = ['primary', 'default', 'ghost', 'danger', 'danger-solid'];
const sizes: ButtonSize[] = ['sm', 'md', 'lg'];
const tones: Tone[] = ['neutral', 'ok', 'warn', 'bad', 'info', 'brand'];
const cities = ['Lagos', 'Abuja', 'Ibadan', 'Port Harcourt', 'Kano'];

export function Controls() {
  const [text, setText] = useState('');
  const [on, setOn] = useState(true);
  const [range, setRange] = useState<'day' | 'week' | 'month'>('day');
  const [city, setCity] = useState<string | null>('Lagos');
  const [kind, setKind] = useState<'a' | 'b' | 'c' | undefined>('a');
  const [choice, setChoice] = useState('monthly');
  return (
    <Grid>
      <Card title="Buttons" className="lg:col-span-6">
        <div className="flex flex-col gap-3">
          {sizes.map((size) => (
            <div key={size} className="flex flex-wrap items-center gap-2">
              {variants.map((variant) => (
                <Button key={variant} variant={variant} size={size}>
                  {variant}
                </Button>
              ))}
            </div>
          ))}
          <div className="flex flex-wrap items-center gap-2">
            <Button variant="primary" icon={<Plus />}>
              New customer
            </Button>
            <Button pending>Saving</Button>
            <Button variant="primary" pending>
              Saving
            </Button>
            <Button disabled>Disabled</Button>
            <Button reason="Only active subscribers can be suspended">With a reason</Button>
            <IconButton label="Refresh">
              <RefreshCw />
            </IconButton>
            <IconButton label="Delete" variant="danger">
              <Trash2 />
            </IconButton>
            <IconButton label="Search" size="sm" variant="default">
              <Search />
            </IconButton>
          </div>
        </div>
      </Card>
      <Card title="Words of state" className="lg:col-span-6">
        <div className="flex flex-col gap-3">
          <div className="flex flex-wrap gap-2">
            {tones.map((tone) => (
              <Chip key={tone} tone={tone}>
                {tone}
              </Chip>
            ))}
          </div>
          <div className="flex flex-wrap gap-2">
            {tones.map((tone) => (
              <Badge key={tone} tone={tone} pulse={tone === 'info'}>
                {tone}
              </Badge>
            ))}
          </div>
          <div className="flex flex-wrap items-center gap-3">
            {tones.map((tone) => (
              <Dot key={tone} tone={tone} label={tone} />
            ))}
            <Count>12</Count>
            <Count tone="bad">3</Count>
            <Kbd>⌘K</Kbd>
            <Kbd>j</Kbd>
          </div>
          <div className="flex flex-wrap gap-2">
            {(['active', 'suspended', 'new', 'closed'] as const).map((status) => (
              <StatusChip key={status} status={status} tones={sampleTones} />
            ))}
          </div>
        </div>
      </Card>
      <Card title="Fields" className="lg:col-span-6">
        <div className="grid gap-3 sm:grid-cols-2">
          <Input aria-label="Plain" placeholder="Plain" />
          <Input aria-label="Filled" defaultValue="Ngozi Bello" />
          <Input aria-label="Wrong" aria-invalid defaultValue="not an e-mail" />
          <Input aria-label="Disabled" disabled defaultValue="Cannot be changed" />
          <Input aria-label="Amount" prefix="EUR" defaultValue="39.00" className="num" />
          <Input aria-label="Speed" suffix="Mbps" defaultValue="100" className="num" />
          <PasswordInput aria-label="Password" defaultValue="correct horse" />
          <SearchInput value={text} onSearch={setText} placeholder="Search" />
          <Select
            aria-label="Cycle"
            value={choice}
            onChange={setChoice}
            options={[
              { value: 'monthly', label: 'Monthly', hint: 'in advance' },
              { value: 'yearly', label: 'Yearly' },
            ]}
          />
          <Combobox
            aria-label="City"
            value={city}
            onChange={setCity}
            source="cities"
            clearable
            load={async (wanted) =>
              cities
                .filter((name) => name.toLowerCase().includes(wanted.toLowerCase()))
                .map((name) => ({ value: name, label: name, hint: 'Nigeria' }))
            }
          />
          <Textarea aria-label="Note" placeholder="A longer text" className="sm:col-span-2" />
        </div>
      </Card>
      <Card title="Choices" className="lg:col-span-6">
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center gap-5">
            <Checkbox aria-label="Off" />
            <Checkbox aria-label="On" defaultChecked />
            <Checkbox aria-label="Partly" checked="indeterminate" />
            <Checkbox aria-label="Disabled" disabled />
            <Switch aria-label="Switch" checked={on} onCheckedChange={setOn} />
            <Switch aria-label="Other switch" checked={!on} onCheckedChange={(next) => setOn(!next)} />
            <Segmented
              label="Period"
              value={range}
              onChange={setRange}
              options={[
                { value: 'day', label: '24 h' },
                { value: 'week', label: '7 d' },
                { value: 'month', label: '30 d' },
              ]}
            />
          </div>
          <RadioCards
            label="Kind"
            value={kind}
            onChange={setKind}
            columns={3}
            options={[
              { value: 'a', label: 'PPPoE', help: 'Name and password' },
              { value: 'b', label: 'IPoE', help: 'By the port it comes from' },
              { value: 'c', label: 'Static', reason: 'No public pool exists yet' },
            ]}
          />
        </div>
      </Card>
    </Grid>
  );
}
