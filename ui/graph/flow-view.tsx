import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { Check, CircleDashed, LoaderCircle, RotateCcw, SkipForward, X } from 'lucide-react';
import { type CSSProperties, useMemo } from 'react';
import { cn } from '#ui/cn.ts';
import { useResolvedTheme } from '#ui/shell/theme.ts';
import { inkTone } from '#ui/tone.ts';
import { type FlowGraphProps, type FlowStep, type StepState, stepTones } from './flow-graph.tsx';

type StepNode = Node<
  { title: string; state: StepState; detail: string | undefined; took: string | undefined; undo: boolean },
  'step'
>;

const icons = {
  pending: CircleDashed,
  running: LoaderCircle,
  done: Check,
  failed: X,
  compensating: RotateCcw,
  compensated: RotateCcw,
  skipped: SkipForward,
};
const frames: Record<StepState, string> = {
  pending: 'border-line border-dashed',
  running: 'border-info',
  done: 'border-line',
  failed: 'border-bad',
  compensating: 'border-warn',
  compensated: 'border-warn/60',
  skipped: 'border-line border-dashed opacity-70',
};

const columnWidth = 224;
const undoTop = 108;
const undoMark = '·undo';

function layout(steps: readonly FlowStep[]): { nodes: StepNode[]; edges: Edge[] } {
  const nodes: StepNode[] = [];
  const edges: Edge[] = [];
  const shared = { type: 'step' as const, draggable: false, connectable: false };
  // The way back is drawn once it is walked: from the step that failed, leftwards through what was undone.
  const undone = steps.some(({ compensation }) => compensation && compensation.state !== 'pending');
  let back: { from: string; handle: string } | undefined;
  steps.forEach((step, at) => {
    const { id, title, state, detail, took } = step;
    nodes.push({
      ...shared,
      id,
      position: { x: at * columnWidth, y: 0 },
      data: { title, state, detail, took, undo: false },
    });
    const before = steps[at - 1];
    if (before) edges.push(edge([before.id, 'end'], [id, 'start'], reached(state), state === 'running'));
    if (state === 'failed') back = { from: id, handle: 'bottom' };
  });
  if (!undone) return { nodes, edges };
  for (const [at, { id, compensation }] of [...steps.entries()].reverse()) {
    if (!compensation) continue;
    const { title, state, detail } = compensation;
    const undoId = `${id}${undoMark}`;
    nodes.push({
      ...shared,
      id: undoId,
      position: { x: at * columnWidth, y: undoTop },
      data: { title, state, detail, took: undefined, undo: true },
    });
    if (back) {
      const colour = state === 'pending' ? 'var(--line-strong)' : 'var(--warn)';
      edges.push(edge([back.from, back.handle], [undoId, 'back'], colour, state === 'compensating'));
    }
    back = { from: undoId, handle: 'on' };
  }
  return { nodes, edges };
}

const reached = (state: StepState) =>
  state === 'pending' || state === 'skipped' ? 'var(--line-strong)' : 'var(--field-line)';

type End = readonly [node: string, handle: string];

const edge = ([source, sourceHandle]: End, [target, targetHandle]: End, colour: string, animated: boolean): Edge => ({
  id: `${source}→${target}`,
  source,
  target,
  sourceHandle,
  targetHandle,
  type: 'smoothstep',
  animated,
  focusable: false,
  style: { stroke: colour, strokeWidth: 1.25 },
  markerEnd: { type: MarkerType.ArrowClosed, color: colour, width: 14, height: 14 },
});

const hidden = 'opacity-0! pointer-events-none!';

function Step({ data }: NodeProps<StepNode>) {
  const Icon = icons[data.state];
  return (
    <div
      className={cn(
        'w-44 rounded-lg border bg-raised px-3 py-2 text-start shadow-card',
        frames[data.state],
        data.undo && 'py-1.5',
      )}
    >
      <Handle id="start" type="target" position={Position.Left} className={hidden} />
      <Handle id="on" type="source" position={Position.Left} className={hidden} />
      <Handle id="back" type="target" position={Position.Right} className={hidden} />
      <div className="flex items-center gap-2">
        <Icon
          aria-hidden
          className={cn('size-4 shrink-0', inkTone[stepTones[data.state]], data.state === 'running' && 'animate-spin')}
        />
        <span className={cn('truncate font-medium', data.undo && 'text-sm')}>{data.title}</span>
      </div>
      <p className="mt-0.5 flex justify-between gap-2 text-xs text-ink-3">
        <span className={cn('truncate', data.state === 'failed' && 'text-bad-ink')} title={data.detail}>
          {data.detail ?? data.state}
        </span>
        {data.took && <span className="num">{data.took}</span>}
      </p>
      <Handle id="end" type="source" position={Position.Right} className={hidden} />
      <Handle id="bottom" type="source" position={Position.Bottom} className={hidden} />
    </div>
  );
}

const nodeTypes = { step: Step };

export default function FlowView({ label, steps, height = 240, onSelect }: FlowGraphProps) {
  const theme = useResolvedTheme();
  const { nodes, edges } = useMemo(() => layout(steps), [steps]);
  return (
    <section aria-label={label} dir="ltr" style={{ height }} className="w-full">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={theme}
        style={{ '--xy-background-color': 'transparent' } as CSSProperties}
        fitView
        fitViewOptions={{ padding: 0.12, minZoom: 0.6, maxZoom: 1 }}
        minZoom={0.3}
        maxZoom={1.5}
        nodesFocusable={onSelect !== undefined}
        elementsSelectable={onSelect !== undefined}
        zoomOnScroll={false}
        preventScrolling={false}
        {...(onSelect ? { onNodeClick: (_: unknown, node: Node) => onSelect(node.id.replace(undoMark, '')) } : {})}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} size={1} color="var(--line)" />
        <Controls
          showInteractive={false}
          className="overflow-hidden rounded-md border border-line bg-raised [&_button]:grid [&_button]:size-6 [&_button]:place-items-center [&_button]:text-ink-2 [&_svg]:size-3 [&_svg]:fill-current"
        />
      </ReactFlow>
    </section>
  );
}
