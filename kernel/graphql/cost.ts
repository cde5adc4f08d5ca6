import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  type InlineFragmentNode,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Deepest nesting of a request. */
export const deepest = 10;
/** Most that a request may cost: about how many objects it can answer with, calls counting for more. */
export const dearest = 20_000;
const callCost = 20;
const assumedRows = 10;
const pageRows = 50;

interface Price {
  cost: number;
  depth: number;
}

/** How many rows a field answers with: what its paging argument says, or what is usual. */
function rowsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Record<string, unknown>): number {
  const paging = field.args.find(({ name }) => name === 'limit' || name === 'each');
  const given = node.arguments?.find((a) => a.name.value === paging?.name)?.value;
  const asked =
    given?.kind === Kind.VARIABLE ? variables[given.name.value] : given?.kind === Kind.INT && Number(given.value);
  if (typeof asked === 'number') return Math.max(1, asked);
  if (paging?.name === 'limit') return pageRows;
  return isListType(getNullableType(field.type)) ? assumedRows : 1;
}

/**
 * Refuses a request that could answer with too much before any of it runs. Each fragment is priced once for each type it is
 * spread on, so that pricing itself is cheap whatever is written.
 * @throws GraphQLError with the code `limit`
 */
export function assertAffordable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Record<string, unknown>,
): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    if (node.kind === Kind.OPERATION_DEFINITION && (!operationName || node.name?.value === operationName))
      operation = node;
  }
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return;

  const priced = new Map<string, Price>();
  const priceOf = (set: SelectionSetNode, type: GraphQLObjectType): Price => {
    const sum: Price = { cost: 0, depth: 0 };
    for (const node of set.selections) {
      const part = node.kind === Kind.FIELD ? fieldPrice(node, type) : spreadPrice(node, type);
      sum.cost += part.cost;
      sum.depth = Math.max(sum.depth, part.depth);
    }
    return sum;
  };
  const spreadPrice = (node: FragmentSpreadNode | InlineFragmentNode, type: GraphQLObjectType): Price => {
    if (node.kind === Kind.INLINE_FRAGMENT) return priceOf(node.selectionSet, type);
    const key = `${node.name.value} ${type.name}`;
    let price = priced.get(key);
    if (!price) {
      const fragment = fragments.get(node.name.value);
      price = fragment ? priceOf(fragment.selectionSet, type) : { cost: 0, depth: 0 };
      priced.set(key, price);
    }
    return price;
  };
  const fieldPrice = (node: FieldNode, type: GraphQLObjectType): Price => {
    const field = type.getFields()[node.name.value];
    // Introspection has a rule of its own among those of the specification.
    if (!field) return { cost: 0, depth: 0 };
    const target = getNamedType(field.type);
    const isCall = type === root || field.args.length > 0;
    const inner =
      node.selectionSet && isObjectType(target) ? priceOf(node.selectionSet, target) : { cost: 0, depth: 0 };
    // The rows of a page were counted at the page.
    const rows = type.name.endsWith('Page') ? 1 : rowsOf(field, node, variables);
    return {
      cost: (isCall ? callCost : 0) + (isObjectType(target) ? rows * (1 + inner.cost) : 0),
      depth: 1 + inner.depth,
    };
  };

  const { cost, depth } = priceOf(operation.selectionSet, root);
  const refuse = (message: string) => new GraphQLError(message, { extensions: { code: 'limit' } });
  if (depth > deepest)
    throw refuse(`This request is ${depth} levels deep; ${deepest} are allowed. Ask in several requests.`);
  if (cost > dearest)
    throw refuse(
      `This request could cost ${cost}; ${dearest} is allowed. Ask for fewer rows with limit or each, or in several requests.`,
    );
}
