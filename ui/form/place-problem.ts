import type { Problem } from '#ui/problem/problem.ts';

export interface PlacedProblem {
  fields: { name: string; message: string }[];
  /** What belongs to no field of the form; shown above its buttons. */
  form: string | null;
}

// The server names fields as its input has them; some transports put what carried them in front.
const withoutCarrier = (field: string) => field.replace(/^(body|input|params|query)\./, '');

/** The form field a server's field belongs to: itself, or the nearest one above (`contacts.0.phone` → `contacts`). */
export function formField(field: string, names: ReadonlySet<string>): string | undefined {
  let path = withoutCarrier(field).replaceAll(/\[(\w+)\]/g, '.$1');
  while (path) {
    if (names.has(path)) return path;
    const dot = path.lastIndexOf('.');
    path = dot < 0 ? '' : path.slice(0, dot);
  }
  return undefined;
}

/** Decides where each part of a problem is shown: beside its field, once, or else over the whole form. */
export function placeProblem(problem: Problem, names: Iterable<string>): PlacedProblem {
  const known = new Set(names);
  const given = problem.issues.length > 0 ? problem.issues : [{ field: problem.field ?? '', message: problem.message }];
  const fields: PlacedProblem['fields'] = [];
  const rest: string[] = [];
  for (const { field, message } of given) {
    const name = formField(field, known);
    if (!name) rest.push(message);
    else if (!fields.some((placed) => placed.name === name)) fields.push({ name, message });
  }
  return { fields, form: rest.length > 0 ? [...new Set(rest)].join(' ') : null };
}
