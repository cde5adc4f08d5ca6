import { namesImported, type Sources } from './sources.ts';

/** An operation used in a source file of the web apps. */
export interface Use {
  /** `customers.create` */
  operation: string;
  door: string;
  file: string;
}
interface Binding {
  contract: string;
  doors: string[];
}

const maker = String.raw`(?:clientFor|callsFor)\(\s*(\w+),\s*'(\w+)'\s*,?\s*\)`;

/** Contracts that a file exports, by the name of the export. */
const contractsOf = (text: string) =>
  new Map([...text.matchAll(/export const (\w+) = contract\(\{\s*name: '([\w-]+)'/g)].map((m) => [m[1]!, m[2]!]));

/** Variables of a file that hold a client: of one door, or of several as `{ isp: clientFor(…), platform: clientFor(…) }`. */
function bindings(text: string, contractNamed: (name: string) => string | undefined): Map<string, Binding> {
  const found = new Map<string, Binding>();
  for (const [, variable, value] of text.matchAll(
    new RegExp(String.raw`\bconst (\w+) =\s*(${maker}|\{[^{}]*${maker}[^{}]*\})`, 'g'),
  ))
    for (const [, contractName, door] of value!.matchAll(new RegExp(maker, 'g'))) {
      const contract = contractNamed(contractName!);
      if (!contract) continue;
      const known = found.get(variable!);
      found.set(variable!, { contract, doors: [...(known?.doors ?? []), door!] });
    }
  return found;
}

/**
 * Every use of an operation by the web apps: what is read from a variable bound with `clientFor` or `callsFor`, in the
 * file that binds it and where it is imported, and requests written as the operation's URL.
 * @param urls operations by method-less URL, for what the shell asks before any module is loaded
 */
export function operationUses(sources: Sources, urls: ReadonlyMap<string, { operation: string; door: string }>): Use[] {
  const imports = new Map([...sources].map(([file, text]) => [file, namesImported(file, text)]));
  const contracts = new Map([...sources].map(([file, text]) => [file, contractsOf(text)]));
  const contractIn = (file: string) => (name: string) => {
    const from = imports.get(file)!.get(name);
    return from ? contracts.get(from.file)?.get(from.name) : contracts.get(file)?.get(name);
  };
  const bound = new Map([...sources].map(([file, text]) => [file, bindings(text, contractIn(file))]));

  const uses: Use[] = [];
  for (const [file, text] of sources) {
    const here = new Map(bound.get(file));
    for (const [local, { file: from, name }] of imports.get(file)!) {
      const binding = bound.get(from)?.get(name);
      if (binding) here.set(local, binding);
    }
    const add = (contract: string, doors: readonly string[], name: string) =>
      uses.push(...doors.map((door) => ({ operation: `${contract}.${name}`, door, file })));
    for (const [, alias, of] of text.matchAll(/\bconst (\w+) = (\w+)\[[^\]]+\]/g)) {
      const binding = here.get(of!);
      if (binding) here.set(alias!, binding);
    }
    for (const [variable, { contract, doors }] of here)
      for (const [, at, name] of text.matchAll(
        new RegExp(
          String.raw`\b${variable}\s*(?:\??\.(isp|platform|customer|partner|tenant)\b|\[[^\]]+\])?\s*\??\.(\w+)\b`,
          'g',
        ),
      ))
        add(contract, at ? [at] : doors, name!);
    for (const [, contractName, door, name] of text.matchAll(new RegExp(String.raw`${maker}\s*\.(\w+)`, 'g'))) {
      const contract = contractIn(file)(contractName!);
      if (contract) add(contract, [door!], name!);
    }
    for (const [, , url] of text.matchAll(/(['`])(\/api\/v1[^'`]*)\1/g)) {
      const asked = urls.get(url!.replace(/\$\{[^}]*\}/g, '{}'));
      if (asked) uses.push({ ...asked, file });
    }
  }
  return uses;
}
