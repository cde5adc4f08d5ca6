import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { z } from 'zod';
import type { AnyContract, Operation } from '../contract/contract.ts';
import type { AnyResource, Door, Field } from '../contract/fields.ts';
import { doorRouter } from '../contract/orpc.ts';
import { viewSchema } from '../contract/view.ts';
import { httpStatus } from '../errors.ts';
import { doorPrefix } from './doors.ts';

const titles: Record<Door, string> = {
  isp: 'DotMac ISP API',
  platform: 'DotMac platform API',
  tenant: 'DotMac tenant API',
  customer: 'DotMac subscriber API',
  partner: 'DotMac partner API',
};

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(httpStatus) },
    detail: { type: 'string', description: 'A sentence for the person who reads it.' },
    field: { type: 'string', description: 'Path of the offending input field.' },
    issues: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
    requestId: { type: 'string' },
  },
} as const;

/** The views of a door by the names of their resources, so that the document says each once. */
function viewsOf(contracts: readonly AnyContract[], door: Door) {
  const views: Record<string, { schema: z.ZodObject }> = {};
  const add = (resource: AnyResource): void => {
    if (views[resource.name]) return;
    views[resource.name] = { schema: viewSchema(resource, door) };
    for (const field of Object.values<Field>(resource.fields)) if (field.kind === 'embed') add(field.resource);
  };
  for (const contract of contracts)
    for (const { for: at, out } of Object.values<Operation>(contract.operations))
      if (at.includes(door) && 'resource' in out) add(out.resource);
  return views;
}

/** OpenAPI 3.1 document of one door: its operations, its views of the resources, nothing of other doors. */
export async function openApiDocument(contracts: readonly AnyContract[], door: Door, version: string) {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(doorRouter(contracts, door), {
    commonSchemas: viewsOf(contracts, door),
    info: { title: titles[door], version },
    servers: [{ url: doorPrefix[door] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: `dotmac-${door}.session_token` },
        ...(door === 'isp' ? { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } : {}),
      },
      schemas: { Problem: problemSchema as never },
    },
    security: [{ session: [] }, ...(door === 'isp' ? [{ apiKey: [] }] : [])],
  });
  const operations = new Map<string, Operation>();
  for (const contract of contracts)
    for (const [name, operation] of Object.entries<Operation>(contract.operations))
      operations.set(`${contract.name}.${name}`, operation);

  for (const item of Object.values(document.paths ?? {})) {
    for (const described of Object.values(item ?? {})) {
      if (!described || typeof described !== 'object' || !('operationId' in described)) continue;
      const operation = operations.get(String(described.operationId));
      if (!operation) continue;
      described.responses = {
        ...(operation.out.kind === 'nothing' ? { 200: { description: 'Done.' } } : described.responses),
        default: {
          description: 'The request was refused.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      };
      Object.assign(described, { 'x-permission': operation.can });
      if (operation.can === 'anyone') described.security = [];
      if (operation.kind === 'command') {
        described.parameters = [
          ...(described.parameters ?? []),
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 200 },
            description: 'Repeating a command with the same key answers with the first result.',
          },
        ];
      }
    }
  }
  return document;
}
