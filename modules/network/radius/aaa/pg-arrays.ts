type Scalar = string | number | boolean | null;

/** Column types that `unnest` is given, by what they are called in SQL. */
export type ColumnType = 'uuid' | 'text' | 'int4' | 'int8' | 'float8' | 'bool';

/**
 * Rows gathered column by column, to be sent as one array literal per column: PostgreSQL takes thousands of rows in one
 * statement this way, and the literals are cheaper to write than the driver's own.
 */
export class Rows<const C extends Record<string, ColumnType>> {
  readonly #types: ColumnType[];
  readonly #names: string[];
  readonly #columns: string[][];
  length = 0;

  constructor(columns: C) {
    this.#names = Object.keys(columns);
    this.#types = Object.values(columns);
    this.#columns = this.#names.map(() => []);
  }

  add(row: { [K in keyof C]: Scalar }): void {
    for (let i = 0; i < this.#names.length; i++) {
      const value = (row as Record<string, Scalar>)[this.#names[i]!]!;
      this.#columns[i]!.push(this.#types[i] === 'text' ? quoted(value) : value === null ? 'NULL' : String(value));
    }
    this.length++;
  }

  /** `unnest($1::uuid[], …) as name(a, …)`, its parameters beginning at `$first`. */
  from(name: string, first = 1): string {
    const parameters = this.#types.map((type, i) => `$${first + i}::${type}[]`);
    return `unnest(${parameters.join(', ')}) as ${name}(${this.#names.join(', ')})`;
  }

  get values(): string[] {
    return this.#columns.map((column) => `{${column.join(',')}}`);
  }
}

function quoted(value: Scalar): string {
  if (value === null) return 'NULL';
  const text = String(value);
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
