import type { Group } from './groups.ts';
import type { Person } from './people.ts';

/** URNs of RFC 7643 and 7644. */
export const schemas = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  config: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  type: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
} as const;

export const serviceProviderConfig = {
  schemas: [schemas.config],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token made under Sign-in providers.',
      primary: true,
    },
  ],
};

export const resourceTypes = (at: string) =>
  (['User', 'Group'] as const).map((name) => ({
    schemas: [schemas.type],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema: name === 'User' ? schemas.user : schemas.group,
    meta: { resourceType: 'ResourceType', location: `${at}/ResourceTypes/${name}` },
  }));

export const userJson = ({ member, externalId }: Person, at: string) => ({
  schemas: [schemas.user],
  id: member.id,
  ...(externalId ? { externalId } : {}),
  userName: member.email,
  displayName: member.name,
  name: { formatted: member.name },
  emails: [{ value: member.email, type: 'work', primary: true }],
  active: member.status !== 'disabled',
  groups: member.roleIds.map((value, i) => ({ value, display: member.roleNames[i] })),
  meta: { resourceType: 'User', created: member.createdAt, location: `${at}/Users/${member.id}` },
});

export const groupJson = ({ id, name, members }: Group, at: string) => ({
  schemas: [schemas.group],
  id,
  displayName: name,
  members: members.map((m) => ({ value: m.id, display: m.name, $ref: `${at}/Users/${m.id}` })),
  meta: { resourceType: 'Group', location: `${at}/Groups/${id}` },
});

/** One page of a list; `startIndex` counts from 1 (RFC 7644 §3.4.2.4). */
export function listOf(all: readonly object[], { startIndex, count }: { startIndex?: string; count?: string }) {
  const from = Math.max(1, Number(startIndex) || 1);
  const size = count === undefined ? 200 : Math.min(200, Math.max(0, Number(count) || 0));
  const Resources = all.slice(from - 1, from - 1 + size);
  return {
    schemas: [schemas.list],
    totalResults: all.length,
    startIndex: from,
    itemsPerPage: Resources.length,
    Resources,
  };
}
