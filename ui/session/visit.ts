import { ProblemError } from '#ui/problem/problem.ts';

/** What a session says while its person works at somebody else's place. */
export interface VisitFacts {
  kind: 'support-access' | 'portal-visit';
  id: string;
  /** Who the visitor is. */
  by: string;
  onBehalfOf: string | null;
  readOnly: boolean;
  /** ISO 8601 */
  until: string;
}

export type VisitDoor = 'isp' | 'customer';

async function post(path: string, input: object): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new ProblemError(response.status, await response.json().catch(() => null));
}

/** Follows a link once; from then on the door's calls are the visitor's. */
export const enterVisit = (door: VisitDoor, token: string) => post(`/api/auth/${door}/visit`, { token });

const leavePath: Record<VisitDoor, string> = {
  isp: '/api/v1/support-access/leave',
  customer: '/api/v1/customer/portal-visits/leave',
};
export const leaveVisit = (door: VisitDoor) => post(leavePath[door], {});
